/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What compose and Kubernetes take from here is all of it. */
class DeploymentFilesTest {

    @Test
    void theConfigMapHasEveryDashboard() {
        // Given
        JsonNode kustomization = Observability.yaml("kustomization.yaml");

        // When
        List<String> files = new ArrayList<>();
        kustomization.at("/configMapGenerator/0/files").forEach(file -> files.add(file.asText()));

        // Then
        assertThat(files)
                .containsExactlyInAnyOrderElementsOf(Observability.dashboards().keySet().stream()
                        .map(file -> "dashboards/" + file)
                        .toList());
        assertThat(kustomization
                        .at("/configMapGenerator/0/options/labels/grafana_dashboard")
                        .isTextual())
                .isTrue();
    }

    @Test
    void everyServiceOfTheExampleIsScrapedAndSoIsConnect() throws IOException {
        // Given
        JsonNode jobs = Observability.yaml("prometheus.yaml").path("scrape_configs");

        // When
        List<String> scraped = new ArrayList<>();
        jobs.at("/0/dns_sd_configs/0/names").forEach(name -> scraped.add(name.asText()));

        // Then
        assertThat(scraped).containsExactlyInAnyOrderElementsOf(example().services());
        assertThat(jobs.at("/0/metrics_path").asText()).isEqualTo("/q/metrics");
        assertThat(jobs.at("/1/static_configs/0/targets/0").asText()).isEqualTo("connect:9404");
    }

    private static Contracts example() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../../contracts/relationships"))) {
            return Contracts.parse(
                    files.sorted().map(DeploymentFilesTest::source).toList());
        }
    }

    private static ContractSource source(Path file) {
        try {
            return new ContractSource(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
