/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.vote.Ballots;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The end of a vote: when no key of the deletion is left, what was asked for its sake is done too. */
final class VoteEnd {

    private VoteEnd() {}

    static void look(
            DSLContext tx,
            String service,
            KeyReplica replica,
            @Nullable UUID deletion,
            List<Subscription> subscriptions) {
        if (deletion == null || subscriptions.stream().noneMatch(Subscription::asked)) {
            return;
        }
        oneAfterTheOther(tx, deletion);
        if (!new ReplicaWriter(tx, replica).anyIntendedBy(deletion)) {
            new Ballots(tx, service)
                    .done(
                            replica.topic(),
                            subscriptions.stream().map(Subscription::name).toList(),
                            deletion);
        }
    }

    /**
     * Keys of a deletion may go in several transactions at once, as they come by several partitions. Each would see those of
     * the others still there, and none would be the last.
     */
    private static void oneAfterTheOther(DSLContext tx, UUID deletion) {
        tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "cascade.vote " + deletion);
    }

    /** Keys that stay although they were to go may be referred to again. */
    static void keep(DSLContext tx, String service, IncomingEvent given) {
        UUID deletion = given.deletion();
        if (deletion != null) {
            given.head().ifPresent(head -> {
                new ReplicaWriter(tx, given.replica()).keep(head.keys(), deletion);
                look(tx, service, given.replica(), deletion, given.subscriptions());
            });
        }
    }

    /** A question is over, and nothing comes of it: its keys may be referred to again. */
    static void withdraw(DSLContext tx, String service, IncomingEvent told, UUID event, UUID deletion) {
        new Ballots(tx, service).withdraw(event).ifPresent(payload -> {
            new ReplicaWriter(tx, told.replica()).keep(keys(told, asked(payload)), deletion);
            look(tx, service, told.replica(), deletion, told.subscriptions());
        });
    }

    /**
     * One deletion at a time claims a key. So when another one deletes it, an older question about it is over, even if that got lost
     * on its way; and an answer now would bring the key back here.
     */
    static void ofOlderQuestions(DSLContext tx, String service, IncomingEvent incoming) {
        if (!(incoming.event() instanceof KeysEvent.Deleted deleted)
                || incoming.subscriptions().stream().noneMatch(Subscription::asked)) {
            return;
        }
        KeyBatch keys = KeyBatch.of(incoming.replica().parent(), deleted.keys());
        List<String> relationships =
                incoming.subscriptions().stream().map(Subscription::name).toList();
        for (Ballots.Open open :
                new Ballots(tx, service).open(incoming.record().topic(), relationships, deleted.deletion())) {
            KeysEvent.Intended intended = asked(open.payload());
            boolean older = intended.version() < deleted.version();
            if (older && keys.minus(keys(incoming, intended)).size() < keys.size()) {
                withdraw(tx, service, incoming, open.event(), open.deletion());
            }
        }
    }

    private static KeyBatch keys(IncomingEvent told, KeysEvent.Intended intended) {
        return KeyBatch.of(told.replica().parent(), intended.keys());
    }

    private static KeysEvent.Intended asked(String payload) {
        return (KeysEvent.Intended) EventCodec.keys(EventType.KEYS_INTENDED, payload);
    }
}
