/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.local.host.LocalStackException;
import io.cascade.oracle.graph.GraphOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directory of contracts that the stack starts from. A ring of relationships between tables that nobody uses is always in
 * it, so that all services take part whatever the graphs of the moment are.
 */
final class Fillers {

    static final String NAME = "filler-";

    private final Path directory;

    Fillers(Path directory) {
        this.directory = directory;
    }

    /** What a stack needs for its first start. */
    void write() {
        for (String service : GraphOptions.SERVICES) {
            write(
                    "schema/" + service + ".sql",
                    "CREATE TABLE filler (id integer PRIMARY KEY, other integer);\nCREATE INDEX ON filler (other);\n");
        }
        contracts(Map.of());
    }

    /** Replaces the contracts of former graphs. */
    void contracts(Map<String, String> contracts) {
        try {
            Path relationships = Files.createDirectories(directory.resolve("relationships"));
            try (Stream<Path> old = Files.list(relationships)) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new LocalStackException("cannot clear " + directory, e);
        }
        List<String> services = GraphOptions.SERVICES;
        for (int i = 0; i < services.size(); i++) {
            write(
                    "relationships/" + NAME + i + ".yaml",
                    """
                    name: %s%d
                    parent: {service: %s, table: filler, key: [{column: id, type: integer}]}
                    child: {service: %s, table: filler, columns: [other]}
                    onDelete: CASCADE
                    """
                            .formatted(NAME, i, services.get(i), services.get((i + 1) % services.size())));
        }
        contracts.forEach((name, yaml) -> write("relationships/" + name + ".yaml", yaml));
    }

    private void write(String file, String text) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new LocalStackException("cannot write " + file, e);
        }
    }
}
