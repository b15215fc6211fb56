/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do. Each role may also do what those before it may. */
public enum Role {
    /** Looks at rows, relationships, deletions and metrics. */
    READER,

    /** Changes and deletes rows by the service's own API. */
    WRITER,

    /** Decides what becomes of deletions, dead letters and drift. */
    OPERATOR;

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** As tokens name it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
