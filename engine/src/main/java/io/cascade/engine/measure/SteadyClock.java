/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.measure;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Right when it is made, and from then on as fast as time goes by: how long something lasts does not change with the machine's clock. */
public final class SteadyClock extends Clock {

    private final Instant begin;
    private final long nanos = System.nanoTime();

    public SteadyClock() {
        this(Clock.systemUTC());
    }

    SteadyClock(Clock machine) {
        this.begin = machine.instant();
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(System.nanoTime() - nanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("only moments are asked for");
    }
}
