/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No deployment lets strangers in because somebody has forgotten something. */
class AccessTest {

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/standalone", "overlays/operators"})
    void everyServiceAsksForTokensAndShowsItsOwn(String directory) {
        // Given
        Manifests manifests = Kustomize.render(directory);
        JsonNode settings = manifests
                .of("ConfigMap")
                .filter(map -> map.name().startsWith("cascade-settings"))
                .findFirst()
                .orElseThrow()
                .json()
                .path("data");
        List<Pods> services = manifests.pods().stream()
                .filter(pod -> "service".equals(pod.labels().get("cascade-role")))
                .toList();

        // Then
        assertThat(settings.path("CASCADE_AUTH").asText("on")).isEqualTo("on");
        assertThat(settings.path("CASCADE_AUTH_JWKS_URL").asText()).startsWith("https://");
        assertThat(settings.path("CASCADE_AUTH_ISSUER").asText()).startsWith("https://");
        assertThat(services).hasSize(2).allSatisfy(pod -> {
            assertThat(pod.containers().get(0).path("env").findValuesAsText("name"))
                    .doesNotContain("CASCADE_AUTH");
            assertThat(pod.containers().get(0).path("volumeMounts").findValuesAsText("mountPath"))
                    .anyMatch(path ->
                            settings.path("CASCADE_PEER_TOKEN_FILE").asText().equals(path + "/token"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = "overlays/operators")
    void prometheusShowsATokenToTheServices(String directory) {
        JsonNode endpoint = Kustomize.render(directory)
                .get("ServiceMonitor", "services")
                .spec()
                .at("/endpoints/0");

        assertThat(endpoint.at("/authorization/credentials/key").asText()).isEqualTo("token");
    }
}
