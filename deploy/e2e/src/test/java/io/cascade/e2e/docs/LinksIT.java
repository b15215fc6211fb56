/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksIT {

    static Stream<Document> documents() throws IOException {
        return Document.all().stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkToAFileLeadsToOne(Document document) {
        assertThat(document.links())
                .filteredOn(link ->
                        Files.notExists(document.path().resolveSibling(link).normalize()))
                .as(document.path().toString())
                .isEmpty();
    }
}
