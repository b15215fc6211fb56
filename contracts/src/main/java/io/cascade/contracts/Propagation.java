/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What one deletion wants for the children of its keys, after Kubernetes' propagation policies. */
public enum Propagation {
    /** They follow as their relationships say, after the answer. */
    BACKGROUND,
    /** They stay, without a parent. */
    ORPHAN;

    /** The name in REST, SQL settings and tables. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of all. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Propagation::id).toList();
    }

    /** Empty when there is none of the name. */
    public static Optional<Propagation> of(String id) {
        return Arrays.stream(values())
                .filter(propagation -> propagation.id().equals(id))
                .findFirst();
    }
}
