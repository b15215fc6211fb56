/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.Restoration;
import io.cascade.contracts.event.Restoration.Refusal;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.outbox.PublisherMessages;
import io.cascade.engine.settle.UnseenCommits;
import io.cascade.engine.settle.UnseenCommits.Answered;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;

/** What subscribers report to have brought back, and what this service reports to those who have asked it. */
public final class RestorationReports {

    private final String service;

    public RestorationReports(String service) {
        this.service = service;
    }

    /** Writes reports down, and passes on what is complete by them. A report that comes again changes nothing. */
    public void record(DSLContext tx, Collection<Restoration> reports) {
        new UnseenCommits(tx).await(Answered.RESTORED_EVENT, reports, Restoration::event, Restoration::relationship);
        write(tx, reports);
    }

    private void write(DSLContext tx, Collection<Restoration> reports) {
        for (Restoration report : reports) {
            Record upstream = tx.fetchOne(
                    """
                    UPDATE cascade.restored_event SET done = true, rows = ?, refusals = CAST(? AS jsonb)
                    WHERE event_id = ? AND relationship = ? AND NOT done
                    RETURNING upstream_event, upstream_relationship
                    """,
                    report.rows(),
                    new Refusals().add(report.refusals()).json(),
                    report.event(),
                    report.relationship());
            if (upstream != null && upstream.get(0) != null) {
                completeIfDone(tx, upstream.get(0, UUID.class), upstream.get(1, String.class));
            }
        }
    }

    /** A request that became a dead letter there brings nothing back. */
    public void recordFailed(DSLContext tx, Collection<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            if (delivery.state() == Delivery.State.FAILED) {
                String reason = String.valueOf(delivery.reason());
                write(
                        tx,
                        List.of(new Restoration(
                                delivery.event(),
                                delivery.relationship(),
                                0,
                                List.of(new Refusal(service, delivery.relationship(), reason, 0)))));
            }
        }
    }

    /** The lock comes first: of two reports that come at once, the later one sees both. */
    private void completeIfDone(DSLContext tx, UUID upstream, String relationship) {
        Record task = tx.fetchOne(
                "SELECT publisher, rows, refusals FROM cascade.restoration_task"
                        + " WHERE event_id = ? AND relationship = ? AND state = 'below' FOR UPDATE",
                upstream,
                relationship);
        if (task == null) {
            return;
        }
        List<Record> below = tx.fetch(
                "SELECT done, rows, refusals FROM cascade.restored_event"
                        + " WHERE upstream_event = ? AND upstream_relationship = ?",
                upstream,
                relationship);
        if (below.stream().allMatch(row -> row.get(0, Boolean.class))) {
            long rows = task.get(1, Long.class);
            Refusals refusals = new Refusals().add(Refusals.read(task.get(2, JSONB.class)));
            for (Record row : below) {
                rows += row.get(1, Long.class);
                refusals.add(Refusals.read(row.get(2, JSONB.class)));
            }
            report(tx, task.get(0, String.class), new Restoration(upstream, relationship, rows, refusals.list()));
        }
    }

    /** Of tasks that are done, to a publisher that has missed it. */
    static void repeat(DSLContext tx, String service, UUID event, List<String> relationships) {
        tx.fetch(
                        "SELECT publisher, relationship, rows, refusals FROM cascade.restoration_task"
                                + " WHERE event_id = ? AND relationship = ANY (?) AND state = 'done' ORDER BY relationship",
                        event,
                        relationships.toArray(String[]::new))
                .forEach(row -> send(
                        tx,
                        service,
                        row.get(0, String.class),
                        new Restoration(
                                event,
                                row.get(1, String.class),
                                row.get(2, Long.class),
                                Refusals.read(row.get(3, JSONB.class)))));
    }

    /** Tells who asked, and keeps what it tells for as long as it may be asked again. */
    void report(DSLContext tx, String publisher, Restoration restoration) {
        tx.execute(
                "UPDATE cascade.restoration_task SET state = 'done', rows = ?, refusals = CAST(? AS jsonb),"
                        + " progress_at = clock_timestamp() WHERE event_id = ? AND relationship = ?",
                restoration.rows(),
                new Refusals().add(restoration.refusals()).json(),
                restoration.event(),
                restoration.relationship());
        tx.execute(
                "DELETE FROM cascade.restored_event WHERE upstream_event = ? AND upstream_relationship = ?",
                restoration.event(),
                restoration.relationship());
        send(tx, service, publisher, restoration);
    }

    private static void send(DSLContext tx, String service, String publisher, Restoration restoration) {
        Ddl.execute(
                tx,
                PublisherMessages.insert(
                        service,
                        publisher,
                        EventType.RESTORATIONS_REPORTED,
                        EventCodec.writeRestorations(List.of(restoration))));
    }
}
