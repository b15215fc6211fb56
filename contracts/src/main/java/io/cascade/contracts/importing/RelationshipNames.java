/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.importing;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Makes names of relationships from names of constraints, which may be any text and are unique only within a table. */
final class RelationshipNames {

    private static final int MAX = 40;

    private final Set<String> taken;

    RelationshipNames(Set<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    String next(String constraint) {
        String plain = constraint
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_-]+", "-")
                .replaceAll("^[^a-z]+", "");
        String base = cut(plain.isEmpty() ? "relationship" : plain, MAX);
        String name = base;
        for (int i = 2; !taken.add(name); i++) {
            String suffix = "-" + i;
            name = cut(base, MAX - suffix.length()) + suffix;
        }
        return name;
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(text.length(), length));
    }
}
