/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

import java.nio.file.Path;

/**
 * What a server is started with.
 *
 * @param directory its data directory
 * @param log file that its output is appended to
 */
public record PostgresOptions(Path directory, int port, String superuserPassword, Path log) {}
