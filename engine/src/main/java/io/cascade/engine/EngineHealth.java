/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import java.util.List;

/**
 * Whether the engine does its work.
 *
 * @param reasons why it is not ready, for a person; empty when it is
 */
public record EngineHealth(List<String> reasons) {

    public EngineHealth {
        reasons = List.copyOf(reasons);
    }

    public boolean ready() {
        return reasons.isEmpty();
    }
}
