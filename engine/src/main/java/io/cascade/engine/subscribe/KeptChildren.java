/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Relationship;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * Lets the children of deleted keys stay without a parent. Whatever would still refer to a key would go with it by the native
 * action, so then everything is refused rather than a row lost.
 */
final class KeptChildren {

    private static final String NOT_NULL_VIOLATION = "23502";

    private final DSLContext tx;
    private final Subscription subscription;

    KeptChildren(DSLContext tx, Subscription subscription) {
        this.tx = tx;
        this.subscription = subscription;
    }

    /**
     * A foreign key that a former contract has left behind would take its rows along with the keys.
     *
     * @throws DataAccessException of a class that is permanent, when there is one
     */
    static void refuseUnknown(DSLContext tx, KeyReplica replica, List<Subscription> known) {
        List<String> unknown = tx.fetch(
                        """
                        SELECT format('%s of %s', conname, conrelid::regclass) FROM pg_constraint
                        WHERE contype = 'f' AND confrelid = to_regclass(?) AND conparentid = 0
                        AND confdeltype IN ('c', 'd') AND conname <> ALL (?)
                        """,
                        Sql.quote(replica.table()),
                        known.stream().map(Subscription::name).toArray(String[]::new))
                .map(row -> row.get(0, String.class));
        if (!unknown.isEmpty()) {
            throw refused("the children cannot stay without their parent, because no contract knows the foreign key "
                    + String.join(", ", unknown) + ", which would delete or change its rows; drop it");
        }
    }

    /**
     * Does it for keys that are locked, so that nobody can begin to refer to them; returns the number of rows.
     *
     * @throws DataAccessException of a class that is permanent, when children cannot stay
     */
    long keep(KeyBatch keys) {
        OnDelete action = subscription.relationship().onDelete();
        if (action.refuses()) {
            return 0;
        }
        List<String> columns = columns(action);
        long rows = columns.isEmpty() ? 0 : clear(() -> tx.execute(subscription.clear(columns), keys.bindings()));
        if (tx.fetchSingle(subscription.anyChild(), keys.bindings()).get(0, Boolean.class)) {
            throw refused(reason(columns.isEmpty()));
        }
        return rows;
    }

    /**
     * Does it for some of the rows, and refuses at once what none of them could fulfil.
     *
     * @param update sets the columns to NULL in some rows, and returns their number
     */
    long keepSome(KeyBatch keys, ToLongFunction<List<String>> update) {
        List<String> columns = columns(subscription.relationship().onDelete());
        return columns.isEmpty() ? keep(keys) : clear(() -> update.applyAsLong(columns));
    }

    private List<String> columns(OnDelete action) {
        return action == OnDelete.SET_NULL ? subscription.relationship().setColumns() : nullable();
    }

    /** One NULL in a reference is enough for it to refer to nothing, so what cannot be NULL stays as it is. */
    private List<String> nullable() {
        Relationship relationship = subscription.relationship();
        List<String> wanted = relationship.onDelete().sets()
                ? relationship.setColumns()
                : relationship.child().columns();
        return tx.fetch(
                        """
                        SELECT attname::text FROM pg_attribute
                        WHERE attrelid = to_regclass(?) AND attname = ANY (?) AND NOT attnotnull AND attgenerated = ''
                        ORDER BY attnum
                        """,
                        Sql.quote(relationship.child().table()),
                        wanted.toArray(String[]::new))
                .map(row -> row.get(0, String.class));
    }

    /** The children are no orphans to delete: whoever deleted their parent has said that they stay. */
    private long clear(LongSupplier update) {
        tx.execute("INSERT INTO cascade.kept_orphans DEFAULT VALUES ON CONFLICT DO NOTHING");
        long rows = update.getAsLong();
        tx.execute("DELETE FROM cascade.kept_orphans WHERE transaction = pg_current_xact_id()");
        return rows;
    }

    private String reason(boolean notNull) {
        Relationship relationship = subscription.relationship();
        return "the children in " + relationship.child().table() + " cannot stay without their parent, because "
                + (notNull
                        ? String.join(", ", relationship.child().columns()) + " is NOT NULL"
                        : "a trigger of the table keeps their reference");
    }

    private static DataAccessException refused(String reason) {
        return new DataAccessException(reason, new SQLException(reason, NOT_NULL_VIOLATION));
    }
}
