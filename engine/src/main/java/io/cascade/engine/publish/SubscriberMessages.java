/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.DecisionRequest;
import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.MalformedEventException;
import io.cascade.contracts.event.Pause;
import io.cascade.contracts.event.Progress;
import io.cascade.contracts.event.Restoration;
import io.cascade.contracts.event.Vote;
import io.cascade.engine.EngineListener;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.kafka.RecordHandler;
import io.cascade.engine.kafka.Records;
import io.cascade.engine.pause.PauseReports;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import io.cascade.engine.trace.TraceContext;
import io.cascade.engine.undo.RestorationReports;
import io.cascade.engine.vote.Decisions;
import io.cascade.engine.vote.Intents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the loop: writes down what the subscribers report, and what they ask for. Idempotent, so redelivery needs no inbox.
 */
public final class SubscriberMessages implements RecordHandler {

    private static final Logger LOGGER = LoggerFactory.getLogger(SubscriberMessages.class);

    /** The class of SQLSTATEs. */
    private static final String DATA_EXCEPTION = "22";

    private static final long LOOK_NANOS = Duration.ofSeconds(10).toNanos();

    private final DSLContext dsl;
    private final String service;
    private final Settlements settlements;
    private final Intents intents;
    private final Decisions decisions;
    private final RestorationReports restorations;
    private final PauseReports pauses;
    private final Runnable onBackfillRequested;
    private final Runnable onVotes;
    private final EngineListener listener;
    private long nextLook = System.nanoTime();

    /** @param onVotes told when votes have been written down */
    public SubscriberMessages(
            DSLContext dsl,
            String service,
            Settlements settlements,
            PauseReports pauses,
            Decisions decisions,
            Runnable onBackfillRequested,
            Runnable onVotes,
            EngineListener listener) {
        this.dsl = dsl;
        this.service = service;
        this.settlements = settlements;
        this.intents = new Intents(service);
        this.restorations = new RestorationReports(service);
        this.pauses = pauses;
        this.decisions = decisions;
        this.onVotes = onVotes;
        this.onBackfillRequested = onBackfillRequested;
        this.listener = listener;
    }

    @Override
    public List<ConsumerRecord<byte[], byte[]>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Report> reports = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            leavingOut(record, () -> reports.add(new Report(record, read(record))));
        }
        try {
            write(reports);
        } catch (RuntimeException e) {
            if (!unfit(e)) {
                throw e;
            }
            reports.forEach(report -> leavingOut(report.record(), () -> write(List.of(report))));
        }
        return List.of();
    }

    private record Report(ConsumerRecord<byte[], byte[]> record, List<Delivery> deliveries) {}

    /** The watchdog's business, not the reporter's: what stays unreported is published again. */
    private static void leavingOut(ConsumerRecord<byte[], byte[]> record, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!unfit(e)) {
                throw e;
            }
            LOGGER.atError()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", Failures.describe(e))
                    .log("A subscriber's message cannot be taken and was left out");
        }
    }

    /** Whether it is the message that is wrong, and not something here: malformed, or with a value that PostgreSQL does not take. */
    private static boolean unfit(RuntimeException failure) {
        return failure instanceof MalformedEventException
                || SqlStates.of(failure).orElse("").startsWith(DATA_EXCEPTION);
    }

    private void write(List<Report> reports) {
        List<Delivery> deliveries =
                reports.stream().flatMap(report -> report.deliveries().stream()).toList();
        if (deliveries.isEmpty()) {
            return;
        }
        Set<String> traces = new HashSet<>();
        reports.forEach(report -> traces.add(
                Records.header(report.record(), CloudEventHeaders.TRACEPARENT).orElse("")));
        // What is reported on is about all of them, so it belongs to a trace if they share one.
        String trace = traces.size() == 1 ? traces.iterator().next() : "";
        dsl.transactionResult(configuration -> {
                    if (!trace.isEmpty()) {
                        TraceContext.set(configuration.dsl(), trace);
                    }
                    return write(configuration.dsl(), deliveries);
                })
                .forEach(this::tell);
    }

    private void tell(DeliveryReports.Ended ended) {
        if (ended.discarded()) {
            listener.discarded(ended.relationship(), 1);
        } else {
            listener.settled(ended.relationship(), ended.took());
        }
    }

    /** Once in a while, for deliveries that a person or the watchdog has ended. */
    @Override
    public void idle() {
        if (System.nanoTime() - nextLook >= 0) {
            nextLook = System.nanoTime() + LOOK_NANOS;
            dsl.transaction(configuration -> {
                TransactionSettings.freshSnapshots(configuration.dsl());
                settlements.overlooked(configuration.dsl());
            });
        }
    }

    private List<DeliveryReports.Ended> write(DSLContext tx, List<Delivery> deliveries) {
        TransactionSettings.freshSnapshotsByIndex(tx);
        DeliveryReports.Written written = new DeliveryReports(tx).write(deliveries);
        settlements.changedBelow(tx, written.causes());
        restorations.recordFailed(tx, deliveries);
        return written.ended();
    }

    private List<Delivery> read(ConsumerRecord<byte[], byte[]> record) {
        String typeName = Records.header(record, CloudEventHeaders.TYPE).orElse("");
        EventType type = EventType.of(typeName)
                .orElseThrow(() -> new MalformedEventException("unknown event type '" + typeName + "'"));
        return switch (type) {
            case DELIVERIES_REPORTED -> EventCodec.deliveries(Records.value(record));
            case BACKFILL_REQUESTED -> {
                Backfill.request(dsl, EventCodec.backfillRequest(Records.value(record)));
                onBackfillRequested.run();
                yield List.of();
            }
            case VOTES_CAST -> {
                List<Vote> votes = EventCodec.votes(Records.value(record));
                dsl.transaction(configuration -> {
                    TransactionSettings.freshSnapshots(configuration.dsl());
                    intents.record(configuration.dsl(), votes);
                });
                onVotes.run();
                yield List.of();
            }
            case RESTORATIONS_REPORTED -> {
                List<Restoration> reported = EventCodec.restorations(Records.value(record));
                dsl.transaction(configuration -> {
                    TransactionSettings.freshSnapshots(configuration.dsl());
                    restorations.record(configuration.dsl(), reported);
                });
                yield List.of();
            }
            case DECISIONS_REQUESTED -> {
                List<DecisionRequest> requests = EventCodec.decisionRequests(Records.value(record));
                int answered = dsl.transactionResult(configuration -> decisions.answer(configuration.dsl(), requests));
                LOGGER.atInfo()
                        .addKeyValue("asked", requests.size())
                        .addKeyValue("answered", answered)
                        .log("A subscriber has missed what became of votes, and is told again");
                yield List.of();
            }
            case DELIVERIES_PROGRESSED -> {
                List<Progress> progress = EventCodec.progress(Records.value(record));
                dsl.transaction(configuration -> {
                    TransactionSettings.freshSnapshots(configuration.dsl());
                    new ProgressReports(configuration.dsl(), service).write(progress);
                });
                yield List.of();
            }
            case RELATIONSHIPS_PAUSED -> {
                Pause pause = EventCodec.pause(Records.value(record));
                dsl.transaction(configuration -> {
                    TransactionSettings.freshSnapshots(configuration.dsl());
                    pauses.record(configuration.dsl(), pause);
                });
                yield List.of();
            }
            default -> throw new MalformedEventException("'" + typeName + "' is not for a publisher");
        };
    }
}
