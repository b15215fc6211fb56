/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import java.time.Duration;

/**
 * When a database suffers, and how fast deletes go on then.
 *
 * @param replicaLag a standby's delay from which on it does; zero for never
 * @param walBytes log that a replication slot retains from which on it does, or half of {@code max_slot_wal_keep_size} if that is
 *     less; 0 for never
 * @param lockWaits sessions that wait for a lock for longer than a second from which on it does; 0 for never
 * @param rowsPerSecond how many rows each consumer deletes or changes then
 */
public record BrakeSettings(Duration replicaLag, long walBytes, int lockWaits, int rowsPerSecond) {

    /** Far from what a healthy database shows: a bulk delete at full speed must not brake itself. */
    public static final BrakeSettings DEFAULT = new BrakeSettings(Duration.ofSeconds(30), 4L << 30, 20, 1000);

    public static final BrakeSettings OFF = new BrakeSettings(Duration.ZERO, 0, 0, 1000);

    public BrakeSettings {
        if (replicaLag.isNegative() || walBytes < 0 || lockWaits < 0) {
            throw new IllegalArgumentException("the brake has limits above zero, or is off");
        }
        if (rowsPerSecond < 1) {
            throw new IllegalArgumentException("a braked delete goes on, by at least one row a second");
        }
    }

    /** Whether there is nothing to look for. */
    boolean off() {
        return replicaLag.isZero() && walBytes == 0 && lockWaits == 0;
    }
}
