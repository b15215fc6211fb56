/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The root of the source tree, whose built services and connector are run. */
public final class ProjectHome {

    private ProjectHome() {}

    /** What {@code -Dcascade.home} or {@code CASCADE_HOME} says, or the working directory; or above that. */
    public static Path find() {
        String told = Stream.of(System.getProperty("cascade.home", ""), env("CASCADE_HOME"))
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
        Path directory = Path.of(told).toAbsolutePath().normalize();
        Path candidate = directory;
        while (candidate != null && !Files.isRegularFile(connectorTemplate(candidate))) {
            candidate = candidate.getParent();
        }
        return candidate == null ? directory : candidate;
    }

    public static Path connectorTemplate(Path home) {
        return home.resolve("deploy/debezium/outbox-connector.json");
    }

    private static String env(String name) {
        @Nullable String value = System.getenv(name);
        return value == null ? "" : value;
    }
}
