/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Since when a slot has not been read. A row does not know its place in the log, so this remembers how far the log was at
 * each look: what the reader has confirmed was then. Exact to the pause between looks; before the first look it knows
 * nothing, so after a restart it counts from there.
 */
public final class SlotProgress {

    static final int MOST = 2_000;

    private record Mark(Instant at, long position) {}

    /** The newest one that the reader has passed, and all after it. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    /**
     * @param written how far the log is
     * @param confirmed how far the reader is
     */
    public Duration age(Instant now, long written, long confirmed) {
        if (!marks.isEmpty() && written < marks.getLast().position()) {
            // Another log, after a restore or a failover.
            marks.clear();
        }
        marks.addLast(new Mark(now, written));
        Mark passed = marks.getFirst();
        while (!marks.isEmpty() && marks.getFirst().position() <= confirmed) {
            passed = marks.removeFirst();
        }
        if (passed.position() <= confirmed) {
            marks.addFirst(passed);
        }
        thin();
        return Duration.between(passed.at(), now);
    }

    /** Half of them, and still to twice the pause. */
    private void thin() {
        if (marks.size() <= MOST) {
            return;
        }
        boolean drop = false;
        for (Iterator<Mark> each = marks.iterator(); each.hasNext(); drop = !drop) {
            each.next();
            if (drop) {
                each.remove();
            }
        }
    }
}
