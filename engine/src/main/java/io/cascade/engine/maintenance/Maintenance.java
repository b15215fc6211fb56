/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.maintenance;

import io.cascade.engine.install.Ddl;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.undo.RetainedRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the outbox's partitions ahead of time, drops those that nobody needs any more, and sweeps what is over. */
public final class Maintenance {

    private static final Logger LOGGER = LoggerFactory.getLogger(Maintenance.class);
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyyMMddHHmm", Locale.ROOT);
    private static final String PREFIX = "outbox_";
    private static final int PARTITIONS_AHEAD = 7;
    private static final int ROWS_AT_ONCE = 10_000;
    private static final Duration WHOLE_DAY = Duration.ofDays(1);
    private static final String OVERLAPS = "42P17";

    private final DSLContext dsl;
    private final Clock clock;
    private final Retention retention;
    private final Runnable rights;

    public Maintenance(DSLContext dsl, Retention retention) {
        this(dsl, retention, () -> {});
    }

    /** @param rights sets what roles may do with the tables, because new ones have whatever the database's default privileges say */
    public Maintenance(DSLContext dsl, Retention retention, Runnable rights) {
        this(dsl, new DatabaseClock(dsl), retention, rights);
    }

    /** @param clock by which rows are old */
    public Maintenance(DSLContext dsl, Clock clock, Retention retention, Runnable rights) {
        this.dsl = dsl;
        this.clock = clock;
        this.retention = retention;
        this.rights = rights;
    }

    /** One round. What fails is logged and left for the next: rows without a partition of their own have the default. */
    public void run() {
        attempt("The outbox's partitions could not be created", this::createPartitions);
        attempt("The rights of roles could not be set", rights);
        attempt("The outbox's old partitions could not be dropped", this::dropSettledPartitions);
        attempt("The outbox's default partition could not be swept", this::sweepDefaultPartition);
        attempt("The inbox could not be swept", this::sweepInbox);
        attempt("Decided intents could not be swept", this::sweepIntents);
        attempt("Expired copies of deleted rows could not be removed", () -> RetainedRows.expire(dsl));
        attempt("Old deletions could not be swept", () -> new DeletionSweep(dsl, retention.deletions()).run());
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
                interval(retention.inbox()));
    }

    private void sweepIntents() {
        dsl.execute(
                "DELETE FROM cascade.intent WHERE decided_at < now() - CAST(? AS interval)",
                interval(retention.outbox()));
    }

    /** Open ones stay for as long as it takes. */
    private void sweepDeadLetters() {
        dsl.execute(
                "DELETE FROM cascade.dead_letter WHERE state <> 'open' AND resolved_at < now() - CAST(? AS interval)",
                interval(retention.deadLetters()));
    }

    private static String interval(Duration time) {
        return time.toSeconds() + " s";
    }

    private void createPartitions() {
        long width = retention.partition().toMillis();
        Instant first = Instant.ofEpochMilli(clock.millis() / width * width);
        for (int i = 0; i <= PARTITIONS_AHEAD; i++) {
            Instant from = first.plusMillis(i * width);
            String partition = PREFIX + name(from);
            if (dsl.fetchSingle("SELECT to_regclass(?) IS NULL", "cascade." + partition)
                    .get(0, Boolean.class)) {
                create(partition, from, from.plusMillis(width));
            }
        }
    }

    private String name(Instant from) {
        return (retention.partition().equals(WHOLE_DAY) ? DAY : MINUTE).format(from.atOffset(ZoneOffset.UTC));
    }

    /** Where partitions were for another time before, their own come to an end first. */
    private void create(String partition, Instant from, Instant to) {
        try {
            Ddl.run(
                    dsl,
                    List.of("CREATE TABLE IF NOT EXISTS cascade." + partition
                            + " PARTITION OF cascade.outbox FOR VALUES FROM ('" + from + "') TO ('" + to + "')"));
        } catch (RuntimeException e) {
            if (!SqlStates.of(e).filter(OVERLAPS::equals).isPresent()) {
                failed("An outbox partition could not be created", e);
            }
        }
    }

    private void dropSettledPartitions() {
        dsl.fetch(
                        """
                        SELECT relname FROM (
                            SELECT c.relname, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''(.*)''\\)')
                                AS timestamptz) AS upper
                            FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
                            WHERE i.inhparent = to_regclass('cascade.outbox')) AS p
                        WHERE upper <= CAST(? AS timestamptz) AND NOT EXISTS (SELECT FROM cascade.delivery
                            WHERE state NOT IN ('settled', 'discarded') AND created_at < upper)
                        """,
                        oldest().toString())
                .map(row -> row.get(0, String.class))
                .forEach(this::drop);
    }

    /** It has what was published while there was no partition for it, because maintenance has not run for long. */
    private void sweepDefaultPartition() {
        int removed = ROWS_AT_ONCE;
        while (removed == ROWS_AT_ONCE && !Thread.currentThread().isInterrupted()) {
            removed = dsl.execute(
                    """
                    DELETE FROM cascade.outbox_default WHERE ctid = ANY (ARRAY(SELECT o.ctid FROM cascade.outbox_default AS o
                        WHERE o.created_at < CAST(? AS timestamptz) AND NOT EXISTS (SELECT FROM cascade.delivery AS d
                            WHERE d.event_id = o.id AND d.state NOT IN ('settled', 'discarded'))
                        LIMIT ?))
                    """,
                    oldest().toString(),
                    ROWS_AT_ONCE);
        }
    }

    private Instant oldest() {
        return clock.instant().minus(retention.outbox());
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
