/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cascade.engine.sql.KeyBatch;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Keys as columns. */
@Schema(
        name = "KeyColumns",
        requiredProperties = {"columns"})
@JsonIgnoreProperties(ignoreUnknown = true)
record KeysView(
        @Schema(
                        description = "One list a key column, in the order of the contract, all of the same length.",
                        examples = "[[\"1\", \"2\"]]")
                @NotEmpty
                List<@NotNull List<@NotNull String>> columns) {

    /** @throws IllegalArgumentException when the lists are not of the same length */
    KeyBatch batch() {
        if (columns.stream().map(List::size).distinct().count() != 1) {
            throw new IllegalArgumentException("the columns are not of the same length");
        }
        return new KeyBatch(columns);
    }
}
