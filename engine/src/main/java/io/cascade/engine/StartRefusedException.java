/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import java.util.List;

/** Enforcement would silently be void, so the engine does not start. Carries every reason found. */
public final class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    public StartRefusedException(List<String> reasons) {
        super("cascade does not start, because its relationships could not be enforced:\n- "
                + String.join("\n- ", reasons));
        this.reasons = List.copyOf(reasons);
    }

    public List<String> reasons() {
        return reasons;
    }
}
