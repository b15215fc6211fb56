/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.Locale;

/** What an insert of a child needs. */
public enum Check {
    /** The parent's key in the key replica, as a local foreign key would. */
    STRICT,
    /** Nothing: an unknown key is accepted provisionally and confirmed afterwards. */
    EVENTUAL;

    /** The name in a contract file. */
    public String contractName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Check ofContractName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
