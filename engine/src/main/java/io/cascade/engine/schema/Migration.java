/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.schema;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.flywaydb.core.api.MigrationVersion;

/** One of the engine's migrations, with what Flyway notes about it. */
record Migration(String script, String sql) implements Comparable<Migration> {

    String version() {
        return script.substring(1, script.indexOf("__"));
    }

    String description() {
        return script.substring(script.indexOf("__") + 2, script.length() - ".sql".length())
                .replace('_', ' ');
    }

    /** As Flyway computes it: line by line, so that line ends do not matter. */
    int checksum() {
        CRC32 checksum = new CRC32();
        sql.lines().forEach(line -> checksum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) checksum.getValue();
    }

    @Override
    public int compareTo(Migration other) {
        return MigrationVersion.fromVersion(version()).compareTo(MigrationVersion.fromVersion(other.version()));
    }
}
