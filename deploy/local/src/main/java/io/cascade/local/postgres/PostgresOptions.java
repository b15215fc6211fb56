/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a server is started with.
 *
 * @param directory its data directory
 * @param log file that its output is appended to
 * @param settings as in {@code postgresql.conf}, which win over what a local server has by itself
 */
public record PostgresOptions(
        Path directory, int port, String superuserPassword, Path log, Map<String, String> settings) {

    public PostgresOptions {
        settings = Map.copyOf(settings);
    }

    public PostgresOptions(Path directory, int port, String superuserPassword, Path log) {
        this(directory, port, superuserPassword, log, Map.of());
    }
}
