/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

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
}
