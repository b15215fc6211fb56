/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import java.util.Locale;

/** How bad a finding is, the worst first. */
public enum Severity {
    /** Services would refuse to start, or events could not be read. */
    ERROR,
    /** Possible, but hardly meant. */
    WARNING,
    /** Worth knowing. */
    INFO;

    /** As compilers write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
