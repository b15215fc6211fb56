/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import java.util.List;

/**
 * Whether the engine does its work.
 *
 * @param reasons why it is not ready, for a person; empty when it is
 * @param warnings what is wrong beyond it, for a person: what is written here is safe, and takes its effect elsewhere later
 */
public record EngineHealth(List<String> reasons, List<String> warnings) {

    public EngineHealth {
        reasons = List.copyOf(reasons);
        warnings = List.copyOf(warnings);
    }

    public boolean ready() {
        return reasons.isEmpty();
    }
}
