/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.contracts.event.Restoration;
import io.cascade.contracts.event.Restoration.Refusal;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.TransactionSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back what {@code keys.restored} events ask for, in pieces of their own transactions. Rows that refer to something
 * that is not there are passed over and come again: it may be on its way, by another topic or another table. When nothing
 * moves any more, they are refused.
 */
public final class RestorationTasks {

    private static final Logger LOGGER = LoggerFactory.getLogger(RestorationTasks.class);

    /** How long rows wait for what they refer to, unless something still comes back. */
    public static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Rows a transaction: few enough to keep its locks and WAL bounded. */
    private static final int PIECE = 2_000;

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);
    /** Records wait for as long as a round takes. */
    private static final long ROUND_NANOS = 1_000_000_000L;

    private record Task(
            UUID event,
            String relationship,
            String publisher,
            UUID deletion,
            UUID deleted,
            long since,
            long ownSince,
            long rows,
            List<Refusal> refusals,
            long position,
            long blocked,
            boolean last) {}

    private final String service;
    private final DSLContext dsl;
    private final RestoredEvents events;
    private final RestorationReports reports;
    private final Replicas replicas;
    private final Duration patience;

    public RestorationTasks(String service, Contracts contracts, DSLContext dsl, Replicas replicas, Duration patience) {
        this.service = service;
        this.dsl = dsl;
        this.events = new RestoredEvents(service, contracts);
        this.reports = new RestorationReports(service);
        this.replicas = replicas;
        this.patience = patience;
    }

    /** Notes what an event asks for, in the transaction that has received it; of what is done already, reports once more. */
    public static void add(
            DSLContext tx,
            String service,
            UUID event,
            String publisher,
            KeysEvent.Restored restored,
            List<String> relationships) {
        tx.execute(
                "INSERT INTO cascade.restoration_task (event_id, relationship, publisher, deletion_id, deleted_event, since)"
                        + " SELECT CAST(? AS uuid), name, ?, CAST(? AS uuid), CAST(? AS uuid), CAST(? AS bigint)"
                        + " FROM unnest(CAST(? AS text[])) AS name ON CONFLICT DO NOTHING",
                event,
                publisher,
                restored.deletion(),
                restored.event(),
                restored.since(),
                relationships.toArray(String[]::new));
        if (restored.redelivery()) {
            RestorationReports.repeat(tx, service, event, relationships);
        }
    }

    /** Does what can be done now; returns whether anything has to wait. */
    public boolean work() {
        long end = System.nanoTime() + ROUND_NANOS;
        boolean more = true;
        while (more && System.nanoTime() - end < 0) {
            Task[] task = new Task[1];
            try {
                more = dsl.transactionResult(configuration -> step(configuration.dsl(), task));
            } catch (RuntimeException e) {
                if (task[0] == null) {
                    throw e;
                }
                postpone(task[0]);
                LOGGER.atInfo()
                        .addKeyValue("error", Failures.describe(e))
                        .log("Rows of a deletion cannot be brought back yet and are tried again");
            }
        }
        return more
                || dsl.fetchSingle("SELECT EXISTS (SELECT FROM cascade.restoration_task WHERE state = 'waiting')")
                        .get(0, Boolean.class);
    }

    /** So that one whose rows somebody has locked does not keep the others waiting. */
    private void postpone(Task task) {
        dsl.execute(
                "UPDATE cascade.restoration_task SET due_at = clock_timestamp() + interval '1 s'"
                        + " WHERE event_id = ? AND relationship = ?",
                task.event(),
                task.relationship());
    }

    /** One piece of the task that is due; instances of a service take different ones. */
    private boolean step(DSLContext tx, Task[] current) {
        TransactionSettings.freshSnapshots(tx);
        RowReturn.readable(tx);
        TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
        Record row = tx.fetchOne(
                """
                SELECT event_id, relationship, publisher, deletion_id, deleted_event, since, own_since, rows, refusals,
                       coalesce(position, 0), blocked, last_pass
                FROM cascade.restoration_task WHERE state = 'waiting'
                AND due_at NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '1 min'
                ORDER BY due_at, event_id, relationship LIMIT 1 FOR UPDATE SKIP LOCKED
                """);
        if (row == null) {
            return false;
        }
        Task task = new Task(
                row.get(0, UUID.class),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, UUID.class),
                row.get(4, UUID.class),
                row.get(5, Long.class),
                row.get(6, Long.class),
                row.get(7, Long.class),
                Refusals.read(row.get(8, JSONB.class)),
                row.get(9, Long.class),
                row.get(10, Long.class),
                row.get(11, Boolean.class));
        current[0] = task;
        List<KeptRow> rows = piece(tx, task);
        if (!rows.isEmpty()) {
            bring(tx, task, rows);
        } else if (task.blocked() > 0) {
            nextPass(tx, task);
        } else {
            finish(tx, task);
        }
        return true;
    }

    private static List<KeptRow> piece(DSLContext tx, Task task) {
        return tx.fetch(
                        """
                        SELECT id, relation, kind, shape FROM cascade.retained_row
                        WHERE cause_event = ? AND relationship = ? AND id > ? AND retained_until > now()
                            AND refused_by IS DISTINCT FROM CAST(? AS uuid)
                        ORDER BY id LIMIT ?
                        """,
                        task.deleted(),
                        task.relationship(),
                        task.position(),
                        task.event(),
                        PIECE)
                .map(RetainedRows::read);
    }

    private void bring(DSLContext tx, Task task, List<KeptRow> rows) {
        PartialReturn piece = new PartialReturn(
                tx,
                new LocalParents(tx, task.event(), task.deleted(), task.relationship(), task.position(), rows),
                refused -> !task.last() && mayPass(task, refused));
        String reason = "the key that rows refer to by '" + task.relationship() + "' is another row's by now";
        replicas.taken(tx, task.relationship(), rows.stream().map(KeptRow::id).toList(), task.since())
                .forEach(id -> piece.put(id, new RowReturn.Refused(reason, task.relationship())));
        piece.bring(rows);
        RetainedRows.forget(tx, piece.returned());
        Refusals refusals = new Refusals().add(task.refusals());
        piece.refused().values().forEach(why -> refusals.add(new Refusal(service, task.relationship(), why, 1)));
        Collection<Long> refused = piece.refused().keySet();
        RetainedRows.refuse(tx, refused, task.event());
        int returned = piece.returned().size();
        tx.execute(
                """
                UPDATE cascade.restoration_task SET rows = rows + ?, refusals = CAST(? AS jsonb), position = ?,
                    blocked = blocked + ?, progress_at = CASE WHEN ? > 0 THEN clock_timestamp() ELSE progress_at END
                WHERE event_id = ? AND relationship = ?
                """,
                returned,
                refusals.json(),
                rows.get(rows.size() - 1).id(),
                rows.size() - returned - refused.size(),
                returned,
                task.event(),
                task.relationship());
    }

    /** The parent's key came before the request to bring its children back, so if it is missing, it is gone again. */
    private boolean mayPass(Task task, RowReturn.Refused refused) {
        return refused.missing()
                .filter(name -> !name.equals(task.relationship()) || replicas.held(name))
                .isPresent();
    }

    private void nextPass(DSLContext tx, Task task) {
        tx.execute(
                """
                UPDATE cascade.restoration_task SET position = NULL, blocked = 0,
                    last_pass = clock_timestamp() - progress_at > CAST(? AS interval),
                    due_at = clock_timestamp() + least(greatest((clock_timestamp() - progress_at) / 4, interval '50 ms'),
                                                       interval '2 s')
                WHERE event_id = ? AND relationship = ?
                """,
                patience.toMillis() + " ms",
                task.event(),
                task.relationship());
    }

    private void finish(DSLContext tx, Task task) {
        RestoredEvents.Level level = new RestoredEvents.Level(
                task.deletion(), 1, task.deleted(), task.relationship(), task.event(), task.ownSince());
        List<Refusal> refusals =
                new Refusals().add(task.refusals()).add(events.lost(tx, level)).list();
        if (!events.publish(tx, level)) {
            reports.report(
                    tx, task.publisher(), new Restoration(task.event(), task.relationship(), task.rows(), refusals));
            return;
        }
        tx.execute(
                "UPDATE cascade.restoration_task SET state = 'below', refusals = CAST(? AS jsonb)"
                        + " WHERE event_id = ? AND relationship = ?",
                new Refusals().add(refusals).json(),
                task.event(),
                task.relationship());
    }
}
