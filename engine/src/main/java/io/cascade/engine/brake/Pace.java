/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import java.time.Duration;

/** The brake as one consumer feels it, which has to be back at Kafka in time. Not for several threads. */
public final class Pace {

    /** Well below Kafka's {@code max.poll.interval.ms} of five minutes, beyond which a consumer loses its partitions. */
    private static final Duration MOST = Duration.ofMinutes(2);

    private final Brake brake;
    private Duration left = MOST;

    public Pace(Brake brake) {
        this.brake = brake;
    }

    /** The consumer has just been at Kafka. */
    public void polled() {
        left = MOST;
    }

    /** How many rows the next transaction may have that otherwise has so many. */
    public int rows(int otherwise) {
        return brake.rows(otherwise);
    }

    /** Waits for what a transaction has done, as far as there is time. */
    public void pay(long rows) {
        left = left.minus(brake.pay(rows, left));
        if (left.isNegative()) {
            left = Duration.ZERO;
        }
    }
}
