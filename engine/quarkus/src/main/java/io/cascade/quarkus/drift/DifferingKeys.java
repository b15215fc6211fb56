/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import io.cascade.engine.drift.Validations.DifferingKey;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Keys that were found to differ. */
@Schema(
        name = "DifferingKeys",
        requiredProperties = {"missing", "surplus"},
        description = "Each key is a list of the values of its columns, in the order of the contract.")
record DifferingKeys(
        @Schema(description = "A thousand at most.", examples = "[[\"7\"]]") List<List<String>> missing,
        @Schema(description = "A thousand at most.", examples = "[[\"99\"]]") List<List<String>> surplus) {

    static DifferingKeys of(List<DifferingKey> keys) {
        return new DifferingKeys(of("missing", keys), of("surplus", keys));
    }

    private static List<List<String>> of(String kind, List<DifferingKey> keys) {
        return keys.stream()
                .filter(key -> key.kind().equals(kind))
                .map(DifferingKey::key)
                .toList();
    }
}
