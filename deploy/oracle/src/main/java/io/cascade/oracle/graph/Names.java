/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Names as people really give them, and then some; as SQL writes them. */
final class Names {

    private static final int MAX_BYTES = 63;

    private final Random random;
    private final Deque<String> reserved = new ArrayDeque<>(List.of(
            "select", "order", "user", "table", "where", "primary", "group", "default", "check", "end", "old_rows"));
    private final boolean plain;

    Names(Random random) {
        this.random = random;
        this.plain = random.nextInt(3) == 0;
    }

    String next(String base) {
        if (plain) {
            return base;
        }
        return switch (random.nextInt(8)) {
            case 0 -> reserved.isEmpty() ? base : SqlText.identifier(reserved.pop());
            case 1 -> SqlText.identifier("The " + base + " Table");
            case 2 -> SqlText.identifier(base + "\"'`;--");
            case 3 -> SqlText.identifier(base + ".$1{}%s\\");
            case 4 -> SqlText.identifier(filled(base + "_"));
            case 5 -> SqlText.identifier("\u00d6l \u65e5\u672c\ud83d\ude00 " + base);
            default -> base;
        };
    }

    /** As long as PostgreSQL allows, up to the last byte. */
    private static String filled(String start) {
        StringBuilder name = new StringBuilder(start);
        while (bytes(name) < MAX_BYTES - 1) {
            name.append('\u00e4');
        }
        while (bytes(name) < MAX_BYTES) {
            name.append('x');
        }
        return name.toString();
    }

    private static int bytes(CharSequence name) {
        return name.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
