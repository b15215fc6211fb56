/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EngineExampleIT {

    @Test
    void theEnginesExampleIsTheCodeThatIsTested() throws IOException {
        // Given
        String tested = Files.readString(Path.of("src/test/java/io/cascade/e2e/docs/PlainService.java"));

        // When
        String documented = Document.of("engine/README.md").block("example");

        // Then
        assertThat(unindented(tested)).contains(unindented(documented));
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(joining("\n"));
    }
}
