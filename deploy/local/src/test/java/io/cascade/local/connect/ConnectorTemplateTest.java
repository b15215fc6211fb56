/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.local.host.LocalStackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorTemplateTest {

    @TempDir
    private Path directory;

    @Test
    void fillsPlaceholdersAndLeavesTheRoutersOwn() throws Exception {
        // Given
        ConnectorTemplate template = template("{\"a\": \"${USER}:$1\", \"b\": \"${routedByValue}\"}");

        // When // Then
        assertThat(template.fill(Map.of("USER", "o'\\k$2")))
                .containsEntry("a", "o'\\k$2:$1")
                .containsEntry("b", "${routedByValue}");
    }

    @Test
    void namesAPlaceholderThatNothingSets() throws Exception {
        ConnectorTemplate template = template("{\"slot.name\": \"${SLOT}\"}");

        assertThatThrownBy(() -> template.fill(Map.of()))
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("slot.name refers to ${SLOT}");
    }

    private ConnectorTemplate template(String json) throws Exception {
        Path file = directory.resolve("connector.json");
        Files.writeString(file, json);
        return ConnectorTemplate.read(file);
    }
}
