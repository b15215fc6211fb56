/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** All services of the trial cluster share one PostgreSQL, and each instance may fill its pools. */
class ConnectionsTest {

    @Test
    void theTrialsPostgresqlHasAConnectionForEveryInstance() throws Exception {
        // Given
        Manifests manifests = Kustomize.render("overlays/standalone");
        String defaults = Files.readString(
                Kustomize.HOME.resolve("engine/quarkus/src/main/resources/META-INF/microprofile-config.properties"));
        int pools = number("quarkus.datasource.jdbc.max-size=", defaults)
                + number("quarkus.datasource.engine.jdbc.max-size=", defaults);
        int surge = 1;
        int instances = manifests
                .of("HorizontalPodAutoscaler")
                .mapToInt(scaler -> scaler.spec().path("maxReplicas").asInt() + surge)
                .sum();

        // When
        String arguments = manifests
                .get("StatefulSet", "postgres")
                .spec()
                .at("/template/spec/containers/0/args")
                .toString();

        // Then: connectors, probes and people have some, too.
        assertThat(instances).isGreaterThan(4);
        assertThat(number("max_connections=", arguments)).isGreaterThan(instances * pools + 10);
    }

    private static int number(String name, String text) {
        Matcher number = Pattern.compile(Pattern.quote(name) + "([0-9]+)").matcher(text);
        assertThat(number.find()).as(name).isTrue();
        return Integer.parseInt(number.group(1));
    }
}
