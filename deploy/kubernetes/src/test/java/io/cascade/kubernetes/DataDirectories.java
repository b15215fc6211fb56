/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Kafka and PostgreSQL keep their data below the root of a volume: at the root a file system may have a lost+found. */
final class DataDirectories {

    /** Before 18 the image had its data at the root of its volume. */
    private static final String POSTGRESQL_18 = "/var/lib/postgresql/18/docker";

    private DataDirectories() {}

    static List<String> problems(Manifests manifests) {
        return manifests.pods().stream()
                .flatMap(pod -> pod.containers().stream()
                        .flatMap(container -> directory(container)
                                .filter(directory -> !isBelowAVolume(pod, container, directory))
                                .map(directory -> pod + ": " + directory + " is not a directory below a volume's root")
                                .stream()))
                .toList();
    }

    private static Optional<String> directory(JsonNode container) {
        Optional<String> said = container
                .path("env")
                .valueStream()
                .filter(env -> List.of("KAFKA_LOG_DIRS", "PGDATA")
                        .contains(env.path("name").asText()))
                .map(env -> env.path("value").asText())
                .findFirst();
        return said.isEmpty() && container.path("image").asText().startsWith("postgres:18")
                ? Optional.of(POSTGRESQL_18)
                : said;
    }

    private static boolean isBelowAVolume(Pods pod, JsonNode container, String directory) {
        List<String> claims = pod.owner()
                .spec()
                .path("volumeClaimTemplates")
                .valueStream()
                .map(claim -> claim.path("metadata").path("name").asText())
                .toList();
        Stream<JsonNode> mounts = container
                .path("volumeMounts")
                .valueStream()
                .filter(mount -> claims.contains(mount.path("name").asText()));
        return mounts.anyMatch(
                mount -> directory.startsWith(mount.path("mountPath").asText() + "/"));
    }
}
