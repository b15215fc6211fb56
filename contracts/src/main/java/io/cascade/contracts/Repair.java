/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.Locale;

/** Who decides that a key replica which differs from the parent's keys is mended. */
public enum Repair {
    /** A person, who asks for a validation with repair. */
    MANUAL,
    /** The service itself, as soon as a difference is proven. */
    AUTOMATIC;

    /** The name in a contract file. */
    public String contractName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Repair ofContractName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
