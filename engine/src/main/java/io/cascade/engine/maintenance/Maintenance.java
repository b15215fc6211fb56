/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.maintenance;

import io.cascade.engine.install.Ddl;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.undo.RetainedRows;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the outbox's partitions ahead of time, drops those that nobody needs any more, and sweeps what is over. */
public final class Maintenance {

    private static final Logger LOGGER = LoggerFactory.getLogger(Maintenance.class);
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final String PREFIX = "outbox_";
    private static final int DAYS_AHEAD = 7;

    /** How long published events stay, so that a lost replication slot can be repaired from them. */
    private static final Duration OUTBOX_RETENTION = Duration.ofDays(7);

    /** Longer than Kafka's default retention of 7 days; what comes back later is stopped by its version. */
    private static final Duration INBOX_RETENTION = Duration.ofDays(8);

    /** For how long a person can see what was done about one. */
    private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(30);

    private final DSLContext dsl;
    private final Clock clock;
    private final Duration deletionRetention;
    private final Runnable rights;

    /** @param deletionRetention how long a deletion stays to be found after it began, once it has ended */
    public Maintenance(DSLContext dsl, Clock clock, Duration deletionRetention) {
        this(dsl, clock, deletionRetention, () -> {});
    }

    /**
     * @param deletionRetention how long a deletion stays to be found after it began, once it has ended
     * @param rights sets what roles may do with the tables, because new ones have whatever the database's default privileges say
     */
    public Maintenance(DSLContext dsl, Clock clock, Duration deletionRetention, Runnable rights) {
        this.dsl = dsl;
        this.clock = clock;
        this.deletionRetention = deletionRetention;
        this.rights = rights;
    }

    /** One round. What fails is logged and left for the next: rows without a partition of their own have the default. */
    public void run() {
        attempt("The outbox's partitions could not be created", this::createPartitions);
        attempt("The rights of roles could not be set", rights);
        attempt("The outbox's old partitions could not be dropped", this::dropSettledPartitions);
        attempt("The inbox could not be swept", this::sweepInbox);
        attempt("Decided intents could not be swept", this::sweepIntents);
        attempt("Expired copies of deleted rows could not be removed", () -> RetainedRows.expire(dsl));
        attempt("Old deletions could not be swept", () -> new DeletionSweep(dsl, deletionRetention).run());
        attempt("Resolved dead letters could not be swept", this::sweepDeadLetters);
    }

    /** An exception would end the schedule. */
    private static void attempt(String failure, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failed(failure, e);
        }
    }

    private void sweepInbox() {
        dsl.execute(
                "DELETE FROM cascade.inbox WHERE received_at < now() - CAST(? AS interval)",
                INBOX_RETENTION.toHours() + " hours");
    }

    private void sweepIntents() {
        dsl.execute(
                "DELETE FROM cascade.intent WHERE decided_at < now() - CAST(? AS interval)",
                OUTBOX_RETENTION.toHours() + " hours");
    }

    /** Open ones stay for as long as it takes. */
    private void sweepDeadLetters() {
        dsl.execute(
                "DELETE FROM cascade.dead_letter WHERE state <> 'open' AND resolved_at < now() - CAST(? AS interval)",
                DEAD_LETTER_RETENTION.toHours() + " hours");
    }

    private void createPartitions() {
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        for (int i = 0; i <= DAYS_AHEAD; i++) {
            LocalDate day = today.plusDays(i);
            String partition = PREFIX + DAY.format(day);
            if (dsl.fetchSingle("SELECT to_regclass(?) IS NULL", "cascade." + partition)
                    .get(0, Boolean.class)) {
                try {
                    Ddl.run(
                            dsl,
                            List.of("CREATE TABLE IF NOT EXISTS cascade." + partition
                                    + " PARTITION OF cascade.outbox FOR VALUES FROM ('" + day + " 00:00:00+00') TO ('"
                                    + day.plusDays(1) + " 00:00:00+00')"));
                } catch (RuntimeException e) {
                    failed("An outbox partition could not be created", e);
                }
            }
        }
    }

    private void dropSettledPartitions() {
        LocalDate oldest = LocalDate.now(clock.withZone(ZoneOffset.UTC)).minusDays(OUTBOX_RETENTION.toDays());
        dsl.fetch(
                        """
                        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                        WHERE i.inhparent = to_regclass('cascade.outbox') AND c.relname ~ '^outbox_[0-9]{8}$'
                        """)
                .map(row -> row.get(0, String.class))
                .forEach(partition -> {
                    LocalDate day = LocalDate.parse(partition.substring(PREFIX.length()), DAY);
                    if (day.isBefore(oldest) && settled(day)) {
                        drop(partition);
                    }
                });
    }

    private boolean settled(LocalDate day) {
        return dsl.fetchSingle(
                        "SELECT NOT EXISTS (SELECT FROM cascade.delivery WHERE state NOT IN ('settled', 'discarded')"
                                + " AND created_at < CAST(? AS timestamptz))",
                        day.plusDays(1) + " 00:00:00+00")
                .get(0, Boolean.class);
    }

    private void drop(String partition) {
        try {
            Ddl.run(dsl, List.of("DROP TABLE cascade." + partition));
            LOGGER.atInfo().addKeyValue("partition", partition).log("Dropped an outbox partition, all delivered");
        } catch (RuntimeException e) {
            failed("An outbox partition could not be dropped", e);
        }
    }

    private static void failed(String what, RuntimeException e) {
        LOGGER.atWarn().addKeyValue("error", Failures.describe(e)).log(what);
    }
}
