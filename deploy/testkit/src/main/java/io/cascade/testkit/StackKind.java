/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import java.util.Arrays;
import java.util.Locale;

/** What a stack runs on: {@code -Dcascade.stack}. */
public enum StackKind {

    /** Processes of this machine; the default, because it needs nothing but Java. */
    EMBEDDED,

    /** Containers of the images that production runs; needs Docker. */
    CONTAINERS;

    static final String PROPERTY = "cascade.stack";

    /** Throws IllegalArgumentException for a kind that does not exist. */
    public static StackKind chosen() {
        String told = System.getProperty(PROPERTY, EMBEDDED.text());
        return Arrays.stream(values())
                .filter(kind -> kind.text().equals(told))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-D" + PROPERTY + "=" + told
                        + ": there is no such kind of stack; choose embedded or containers"));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
