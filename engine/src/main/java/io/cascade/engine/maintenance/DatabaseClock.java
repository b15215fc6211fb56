/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.maintenance;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jooq.DSLContext;

/** The one that has set the times of the rows: a service whose own clock is wrong neither drops nor misses any. */
final class DatabaseClock extends Clock {

    private final DSLContext dsl;

    DatabaseClock(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public Instant instant() {
        return dsl.fetchSingle("SELECT clock_timestamp()")
                .get(0, OffsetDateTime.class)
                .toInstant();
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
