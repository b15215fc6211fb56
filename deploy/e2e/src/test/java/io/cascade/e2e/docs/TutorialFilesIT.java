/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TutorialFilesIT {

    private static final String PART = "part of ";

    @Test
    void theTutorialsFilesAreThoseThatAreTested() throws IOException {
        // Given
        Map<String, String> blocks = Document.of("engine/README.md").blocks("");
        blocks.keySet().removeIf(mark -> !mark.contains("/"));
        assertThat(blocks).hasSize(5);

        for (Map.Entry<String, String> block : blocks.entrySet()) {
            // When
            boolean part = block.getKey().startsWith(PART);
            String tested = withoutLicence(part ? block.getKey().substring(PART.length()) : block.getKey());

            // Then
            if (part) {
                assertThat(unindented(tested)).as(block.getKey()).contains(unindented(block.getValue()));
            } else {
                assertThat(block.getValue()).as(block.getKey()).isEqualTo(tested);
            }
        }
    }

    private static String withoutLicence(String file) throws IOException {
        Path path = Document.HOME.resolve("deploy/examples").resolve(file);
        return Files.readString(path)
                .lines()
                .filter(line -> !line.contains("SPDX"))
                .collect(joining("\n", "", "\n"))
                .stripLeading();
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(joining("\n"));
    }
}
