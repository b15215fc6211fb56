/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shows the same lines again and again: a terminal is drawn anew, anything else gets only the lines that are new. */
final class Screen {

    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    private final PrintWriter out;
    private final boolean terminal;
    private Set<String> before = new HashSet<>();

    Screen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(List<String> lines) {
        if (terminal) {
            out.print(HOME_AND_CLEAR);
            lines.forEach(out::println);
        } else {
            lines.stream().filter(line -> !before.contains(line)).forEach(out::println);
            before = new HashSet<>(lines);
        }
        out.flush();
    }
}
