/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.host.LocalStackException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The root of the project, which the launcher script knows. */
final class Home {

    private Home() {}

    static Path directory() {
        Path home =
                Path.of(System.getProperty("cascade.home", "")).toAbsolutePath().normalize();
        if (!Files.isDirectory(home.resolve("deploy/debezium"))) {
            throw new LocalStackException(home + " is not the root of the project; start with its ./cascade script.");
        }
        return home;
    }
}
