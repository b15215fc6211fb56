/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.ParentTable;
import io.cascade.contracts.event.Vote;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import io.cascade.engine.trace.TraceContext;
import io.cascade.engine.vote.ClaimedKeys;
import io.cascade.engine.vote.Intents;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes what all have approved, and gives up what not all have answered in time. */
public final class IntentExecution {

    private static final Logger LOGGER = LoggerFactory.getLogger(IntentExecution.class);
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    /** query_canceled, as PostgreSQL's own time limits say. */
    private static final String OUT_OF_TIME = "57014";

    private final DSLContext dsl;
    private final Intents intents;
    private final Map<String, ParentTable> parents;

    public IntentExecution(DSLContext dsl, String service, Collection<ParentTable> parents) {
        this.dsl = dsl;
        this.intents = new Intents(service);
        this.parents = parents.stream().collect(Collectors.toMap(ClaimedKeys::keyOf, Function.identity()));
    }

    /** Does what can be done now. */
    public void round() {
        Set<UUID> tried = new HashSet<>();
        Optional<UUID> intent = executeNext(tried);
        while (intent.isPresent()) {
            tried.add(intent.get());
            intent = executeNext(tried);
        }
        giveUpLate();
    }

    private Optional<UUID> executeNext(Set<UUID> tried) {
        Optional<UUID> next = dsl.fetchOptional(
                        "SELECT id FROM cascade.intent WHERE state = 'approved' AND upstream_event IS NULL"
                                + " AND deadline > clock_timestamp() AND id <> ALL (?) ORDER BY created_at LIMIT 1",
                        (Object) tried.toArray(UUID[]::new))
                .map(row -> row.get(0, UUID.class));
        next.ifPresent(this::execute);
        return next;
    }

    private void execute(UUID intent) {
        try {
            dsl.transaction(configuration -> execute(configuration.dsl(), intent));
        } catch (RuntimeException e) {
            if (!Failures.permanent(e)) {
                LOGGER.atInfo()
                        .addKeyValue("error", Failures.describe(e))
                        .log("An approved deletion cannot be executed yet");
                return;
            }
            String reason = "the delete itself was refused: " + Failures.describe(e);
            String state = SqlStates.of(e).orElse("XX000");
            String constraint = SqlStates.constraintOf(e).orElse("");
            dsl.transaction(configuration ->
                    intents.refuse(configuration.dsl(), intent, new Vote.Veto(constraint, 0, state, reason)));
        }
    }

    private void execute(DSLContext tx, UUID intent) {
        TransactionSettings.canonicalText(tx);
        TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
        Record row = tx.fetchOne(
                "SELECT deletion_id, origin, propagation, retain FROM cascade.intent WHERE id = ? AND state = 'approved' FOR UPDATE SKIP LOCKED",
                intent);
        if (row == null) {
            return;
        }
        UUID deletion = row.get(0, UUID.class);
        List<String> keysOf = keysOf(tx, intent);
        if (!parents.keySet().containsAll(keysOf)) {
            LOGGER.atWarn()
                    .addKeyValue("intent", intent)
                    .log("An approved deletion is of a table that no contract names any more; it is given up in time");
            return;
        }
        tx.execute(
                "SELECT set_config('cascade.deletion', ?, true), set_config('cascade.origin', ?, true),"
                        + " set_config('cascade.propagation', ?, true), set_config('cascade.allow_bulk', 'on', true),"
                        + " set_config('cascade.retain', ?, true)",
                deletion.toString(),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, String.class));
        TraceContext.setIntended(tx, intent);
        for (String keyOf : keysOf) {
            ParentTable parent = Objects.requireNonNull(parents.get(keyOf));
            tx.execute(ClaimedKeys.delete(parent), deletion);
            tx.execute(ClaimedKeys.deleteUnasked(parent), intent);
        }
        tx.execute("UPDATE cascade.intent SET state = 'executed', decided_at = clock_timestamp() WHERE id = ?", intent);
        tx.execute(
                "SELECT cascade.keep_keys(?) WHERE EXISTS (SELECT FROM cascade.intent_key WHERE intent_id = ?)",
                intent,
                intent);
        tx.execute("DELETE FROM cascade.intent_row WHERE intent_id = ?", intent);
    }

    /** The tables, that of the delete itself before those that its local cascades come to. */
    private static List<String> keysOf(DSLContext tx, UUID intent) {
        return tx
                .fetch(
                        """
                        SELECT key_of FROM (
                            SELECT key_of, position FROM cascade.intent_event WHERE intent_id = ?
                            UNION ALL SELECT key_of, 0 FROM cascade.intent_row WHERE intent_id = ?) AS k
                        GROUP BY key_of ORDER BY max(position) DESC
                        """,
                        intent,
                        intent)
                .stream()
                .map(row -> row.get(0, String.class))
                .toList();
    }

    /** Also what is approved but could not be executed in time: those who were asked should not have to wait for a lock. */
    private void giveUpLate() {
        dsl.transaction(configuration -> {
            DSLContext tx = configuration.dsl();
            tx.fetch(
                            """
                            SELECT i.id, i.state,
                                   (SELECT array_agg(DISTINCT v.relationship ORDER BY v.relationship)
                                    FROM cascade.vote AS v JOIN cascade.intent_event AS e ON e.event_id = v.event_id
                                    WHERE e.intent_id = i.id AND v.state = 'waiting')
                            FROM cascade.intent AS i
                            WHERE i.state IN ('voting', 'approved') AND i.upstream_event IS NULL
                                AND i.deadline < clock_timestamp()
                            ORDER BY i.id FOR UPDATE OF i SKIP LOCKED
                            """)
                    .forEach(row -> intents.refuse(tx, row.get(0, UUID.class), late(row)));
        });
    }

    private static Vote.Veto late(Record row) {
        String[] missing = row.get(2, String[].class);
        if (missing == null) {
            return new Vote.Veto("", 0, OUT_OF_TIME, "all have approved, but rows were locked until the deadline");
        }
        return new Vote.Veto(
                missing[0],
                0,
                OUT_OF_TIME,
                "no answer until the deadline for: " + String.join(", ", missing)
                        + "; a service is down, its connector is, or rows are locked there");
    }
}
