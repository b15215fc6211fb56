/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import java.util.EnumMap;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Asks a database how it is: one query on views that hold a row for each session, lock and slot. */
final class StrainSample {

    /**
     * Lock waits only count from a second on, so never those of the engine, which gives up before. A standby's delay is NULL for
     * who may not read it, and also when all is replayed; the name of its state tells which.
     */
    private static final String QUERY =
            """
            SELECT (SELECT max(extract(epoch FROM r.replay_lag))::float8 FROM pg_stat_replication AS r
                    WHERE r.state = 'streaming' AND NOT EXISTS (
                        SELECT FROM pg_replication_slots AS s WHERE s.active_pid = r.pid AND s.slot_type = 'logical')),
                   (SELECT count(*) FROM pg_stat_replication AS r WHERE r.state IS NULL AND NOT EXISTS (
                        SELECT FROM pg_replication_slots AS s WHERE s.active_pid = r.pid AND s.slot_type = 'logical')),
                   (SELECT max(pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn))::bigint FROM pg_replication_slots AS s),
                   (SELECT CASE WHEN setting::bigint >= 0 THEN setting::bigint * 1024 * 1024 END FROM pg_settings
                    WHERE name = 'max_slot_wal_keep_size'),
                   (SELECT count(DISTINCT l.pid) FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
                    WHERE NOT l.granted AND a.datname = current_database()
                        AND l.waitstart < clock_timestamp() - interval '1 second')
            """;

    private final BrakeSettings settings;

    StrainSample(BrakeSettings settings) {
        this.settings = settings;
    }

    /** Whether it suffers, from each of what is looked at; what cannot be known is missing. */
    Map<Strain, Boolean> take(DSLContext dsl) {
        Record row = dsl.transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            tx.execute("SET LOCAL statement_timeout = '2s'");
            return tx.fetchSingle(QUERY);
        });
        Map<Strain, Boolean> found = new EnumMap<>(Strain.class);
        if (!settings.replicaLag().isZero() && row.get(1, Long.class) == 0) {
            Double lag = row.get(0, Double.class);
            found.put(
                    Strain.REPLICA_LAG,
                    lag != null && lag * 1000 >= settings.replicaLag().toMillis());
        }
        if (settings.walBytes() > 0) {
            Long retained = row.get(2, Long.class);
            Long kept = row.get(3, Long.class);
            long limit = kept == null ? settings.walBytes() : Math.min(settings.walBytes(), kept / 2);
            found.put(Strain.WAL, retained != null && retained >= limit);
        }
        if (settings.lockWaits() > 0) {
            found.put(Strain.LOCK_WAITS, row.get(4, Long.class) >= settings.lockWaits());
        }
        return found;
    }
}
