/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Topics;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.contracts.event.Redelivery;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes a delete into the outbox once more: the same event with the same version, so that whoever has it recognizes it and
 * no key that was created since is hit, and of its keys only those that the table does not have.
 */
final class Republication {

    enum Outcome {
        PUBLISHED,
        /** Every key of it is in the table again; nothing is published. */
        UNTRUE,
        /** The outbox does not have it any more, or its table is in no contract. */
        UNKNOWN
    }

    private final Map<String, ParentTable> parents;

    Republication(Collection<ParentTable> parents) {
        this.parents = parents.stream()
                .collect(Collectors.toMap(
                        parent -> Topics.keys(parent.service(), parent.table()),
                        Function.identity(),
                        (one, other) -> one));
    }

    /** What was published first; found by the deletion, which the outbox has an index of. */
    Map<UUID, Outgoing> originals(DSLContext tx, Collection<UUID> deletions, Collection<UUID> events) {
        Map<UUID, Outgoing> originals = new HashMap<>();
        if (!events.isEmpty()) {
            tx.fetch(
                            "SELECT id, topic, record_key, type, source, subject, payload, traceparent FROM cascade.outbox"
                                    + " WHERE deletion_id = ANY (?) AND id = ANY (?) ORDER BY created_at",
                            deletions.toArray(UUID[]::new),
                            events.toArray(UUID[]::new))
                    .forEach(row -> originals.putIfAbsent(row.get(0, UUID.class), row.into(Outgoing.class)));
        }
        return originals;
    }

    Outcome publish(DSLContext tx, @Nullable Outgoing original, List<String> relationships) {
        ParentTable parent = original == null ? null : parents.get(original.topic());
        if (original == null || parent == null) {
            return Outcome.UNKNOWN;
        }
        BitSet absent = absent(tx, parent, original);
        if (absent.isEmpty()) {
            return Outcome.UNTRUE;
        }
        write(tx, original, relationships, absent::get);
        return Outcome.PUBLISHED;
    }

    /** Only asks what has become of an event that was answered before: no key of it is absent any more. */
    void ask(DSLContext tx, @Nullable Outgoing original, List<String> relationships) {
        if (original != null && !relationships.isEmpty()) {
            write(tx, original, relationships, key -> false);
        }
    }

    private static void write(DSLContext tx, Outgoing original, List<String> relationships, IntPredicate keep) {
        // Not under its deletion, whose events are counted and listed there already.
        tx.execute(
                "INSERT INTO cascade.outbox (id, topic, record_key, type, source, subject, traceparent, payload)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                original.id(),
                original.topic(),
                original.recordKey(),
                original.type(),
                original.source(),
                original.subject(),
                original.traceparent(),
                Redelivery.of(original.payload(), relationships, keep));
    }

    private static BitSet absent(DSLContext tx, ParentTable parent, Outgoing original) {
        EventType type = EventType.of(original.type()).orElseThrow();
        KeysEvent.Deleted deleted = (KeysEvent.Deleted) EventCodec.keys(type, original.payload());
        KeySql sql = new KeySql(parent.key());
        BitSet absent = new BitSet();
        tx.fetch(
                        "SELECT cascade_number - 1 FROM " + sql.unnestNumbered("k", "cascade_number")
                                + " WHERE NOT EXISTS (SELECT FROM " + Sql.quote(parent.table()) + " AS p WHERE "
                                + sql.equal("p", "k") + ")",
                        KeyBatch.of(parent, deleted.keys()).bindings())
                .forEach(row -> absent.set(row.get(0, Integer.class)));
        return absent;
    }
}
