/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExamplesIT {

    @Test
    void theEnginesExampleIsTheCodeThatIsTested() throws IOException {
        // Given
        String tested = Files.readString(Path.of("src/test/java/io/cascade/e2e/docs/PlainService.java"));

        // When
        String documented = Document.of("engine/README.md").block("example");

        // Then
        assertThat(unindented(tested)).contains(unindented(documented));
    }

    @Test
    void theTestKitsExampleIsATestThatRuns() throws IOException {
        // Given
        String tested = Files.readString(Path.of("src/test/java/io/cascade/e2e/docs/ShopOrdersIT.java"));

        // When
        String documented = Document.of("deploy/testkit/README.md").block("example");

        // Then
        assertThat(unindented(tested)).contains(unindented(documented));
    }

    @Test
    void theTestKitsContractAndTablesAreThoseOfTheFrontPage() throws IOException {
        // Given
        Document front = Document.of("README.md");
        Map<String, String> files = new TreeMap<>(front.blocks("relationships/"));
        files.putAll(front.blocks("schema/"));

        // Then
        assertThat(files).hasSize(3);
        for (Map.Entry<String, String> file : files.entrySet()) {
            assertThat(Path.of("src/test/shop", file.getKey())).hasContent(file.getValue());
        }
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(joining("\n"));
    }
}
