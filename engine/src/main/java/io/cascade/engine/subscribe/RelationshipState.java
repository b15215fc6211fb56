/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.sql.Sql;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** The subscriber's rows of {@code cascade.relationship}. */
final class RelationshipState {

    private RelationshipState() {}

    /** The relationships whose child tables had rows at their installation and have no foreign key yet. */
    static Set<String> observing(DSLContext dsl) {
        return dsl
                .fetch("SELECT name FROM cascade.relationship WHERE role = 'subscriber' AND state = 'observing'")
                .stream()
                .map(row -> row.get(0, String.class))
                .collect(Collectors.toSet());
    }

    /** The relationships whose rows stay until a person lets them go on. */
    static Set<String> paused(DSLContext dsl) {
        return dsl
                .fetch("SELECT name FROM cascade.relationship WHERE role = 'subscriber' AND paused_since IS NOT NULL")
                .stream()
                .map(row -> row.get(0, String.class))
                .collect(Collectors.toSet());
    }

    /**
     * Whether a strict relationship needs all keys of the replica. The database says so also of one that this instance's
     * contracts do not know yet: instances with newer ones may run beside it. One that observes has no foreign key to say which
     * replica it needs, so until it has, every replica gets all keys; the sweep removes them later.
     */
    static boolean needsAllKeys(DSLContext dsl, KeyReplica replica) {
        return dsl.fetchSingle(
                        """
                        SELECT EXISTS (SELECT FROM cascade.relationship AS r
                        WHERE r.role = 'subscriber' AND r.request IS NOT NULL AND (r.state = 'observing' OR EXISTS
                        (SELECT FROM pg_constraint AS con
                        WHERE con.contype = 'f' AND con.conname = r.name AND con.confrelid = to_regclass(?))))
                        """,
                        Sql.quote(replica.table()))
                .get(0, Boolean.class);
    }

    /** Whether a backfill was asked for, as every strict relationship does and no eventual one. */
    static boolean hasRequested(DSLContext dsl, String relationship) {
        return dsl.fetchSingle(
                        """
                        SELECT EXISTS (SELECT FROM cascade.relationship
                        WHERE name = ? AND role = 'subscriber' AND request IS NOT NULL)
                        """,
                        relationship)
                .get(0, Boolean.class);
    }

    static boolean isObserving(DSLContext dsl, String relationship) {
        return observing(dsl).contains(relationship);
    }

    /** Notes that a bucket's backfill is complete. */
    static void arrived(DSLContext tx, String relationship, KeysEvent.Backfilled marker) {
        tx.execute(
                """
                UPDATE cascade.relationship SET buckets = buckets || CAST(? AS integer), bucket_count = ?
                WHERE name = ? AND role = 'subscriber' AND request = ? AND NOT buckets @> ARRAY[CAST(? AS integer)]
                """,
                marker.bucket(),
                marker.buckets(),
                relationship,
                marker.request(),
                marker.bucket());
    }

    /** Those of which every bucket has arrived but whose rows are not all known to be sound. */
    static Set<String> toCheck(DSLContext dsl) {
        return dsl
                .fetch(
                        """
                        SELECT name FROM cascade.relationship
                        WHERE role = 'subscriber' AND state <> 'enforced' AND cardinality(buckets) = bucket_count
                        """)
                .stream()
                .map(row -> row.get(0, String.class))
                .collect(Collectors.toSet());
    }

    static boolean allEnforced(DSLContext dsl) {
        return dsl.fetchSingle(
                        "SELECT bool_and(state = 'enforced') FROM cascade.relationship WHERE role = 'subscriber'")
                .get(0, Boolean.class);
    }

    /** Notes that all that existing rows refer to is in the replica. */
    static void adopted(DSLContext dsl, String relationship) {
        dsl.execute(
                """
                UPDATE cascade.relationship SET state = 'backfilling'
                WHERE name = ? AND role = 'subscriber' AND state = 'observing'
                """,
                relationship);
    }

    static String of(DSLContext dsl, String relationship) {
        return dsl.fetchSingle(
                        "SELECT state FROM cascade.relationship WHERE name = ? AND role = 'subscriber'", relationship)
                .get(0, String.class);
    }

    static void checked(DSLContext tx, String relationship, long orphans) {
        tx.execute(
                "UPDATE cascade.relationship SET state = ?, orphans = ? WHERE name = ? AND role = 'subscriber'",
                orphans == 0 ? "enforced" : "orphans",
                orphans,
                relationship);
    }
}
