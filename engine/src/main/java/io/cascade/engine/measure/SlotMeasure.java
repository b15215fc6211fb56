/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.measure;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Looks at one replication slot, again and again. Not safe for several threads. */
final class SlotMeasure {

    private final String slot;
    private final Clock clock;
    private final SlotProgress progress = new SlotProgress();

    SlotMeasure(String slot, Clock clock) {
        this.slot = slot;
        this.clock = clock;
    }

    Measurement.Slot take(DSLContext tx) {
        Record row = tx.fetchSingle(
                """
                SELECT coalesce(s.wal_status, 'missing'), coalesce(s.active, false),
                       pg_wal_lsn_diff(w.written, s.restart_lsn)::bigint,
                       pg_wal_lsn_diff(w.written, s.confirmed_flush_lsn)::bigint,
                       pg_wal_lsn_diff(w.written, '0/0')::bigint
                FROM (SELECT pg_current_wal_lsn() AS written) AS w
                LEFT JOIN pg_replication_slots AS s ON s.slot_name = ?
                """,
                slot);
        Long unread = row.get(3, Long.class);
        long written = row.get(4, Long.class);
        // Nobody can still read what a slot does not know of, so that grows old for as long as there is none.
        Duration age = progress.age(clock.instant(), written, unread == null ? -1 : written - unread);
        return new Measurement.Slot(
                row.get(0, String.class), row.get(1, Boolean.class), bytes(row.get(2, Long.class)), bytes(unread), age);
    }

    private static OptionalLong bytes(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, value));
    }
}
