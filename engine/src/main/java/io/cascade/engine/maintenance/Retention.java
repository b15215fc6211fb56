/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.maintenance;

import java.time.Duration;

/**
 * How long the engine's own rows stay. What is not settled stays longer.
 *
 * @param outbox how long published events stay at least, so that a lost replication slot can be repaired from them
 * @param partition the time whose events share a partition of the outbox, which is dropped as a whole: minutes that divide a day
 * @param inbox how long it is remembered that an event was applied. Longer than Kafka keeps events; what comes back later is
 *     stopped by its version
 * @param deadLetters for how long a person can see what was done about one
 * @param deletions how long a deletion stays to be found after it began, once it has ended
 */
public record Retention(Duration outbox, Duration partition, Duration inbox, Duration deadLetters, Duration deletions) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LEAST_PARTITION = Duration.ofMinutes(1);

    /** An inbox beyond the 7 days that Kafka keeps events unless it is told. */
    public static final Retention DEFAULT = new Retention(
            Duration.ofDays(7), Duration.ofDays(1), Duration.ofDays(8), Duration.ofDays(30), Duration.ofDays(30));

    public Retention {
        if (partition.compareTo(LEAST_PARTITION) < 0
                || partition.toMillis() % LEAST_PARTITION.toMillis() != 0
                || DAY.toMillis() % partition.toMillis() != 0) {
            throw new IllegalArgumentException("a partition of the outbox is for " + partition
                    + ", but must be for minutes that divide a day, such as 1h, or for a day");
        }
        if (outbox.compareTo(partition) < 0) {
            throw new IllegalArgumentException("the outbox is kept for " + outbox
                    + ", but must be for as long as a partition of it is, which is " + partition);
        }
        if (inbox.isNegative() || deadLetters.isNegative() || deletions.isNegative()) {
            throw new IllegalArgumentException("what is kept is kept for some time");
        }
    }

    /** How often to look what is over. */
    public Duration every() {
        Duration hour = Duration.ofHours(1);
        return partition.compareTo(hour) < 0 ? partition : hour;
    }
}
