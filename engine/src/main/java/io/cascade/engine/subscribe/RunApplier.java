/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Applies a run of events in as few statements as one of them takes by itself. */
final class RunApplier {

    private static final String NUMBER = "cascade_number";
    private static final String VERSION = "cascade_version";
    private static final String GONE = "cascade_gone";

    private static final int NO_ROOM = -1;

    private final DSLContext tx;
    private final Deliveries deliveries;
    private final RowBudget budget;

    RunApplier(DSLContext tx, Deliveries deliveries, RowBudget budget) {
        this.tx = tx;
        this.deliveries = deliveries;
        this.budget = budget;
    }

    /**
     * Applies the events before the first that needs more: because something waits for its keys already, or somebody holds
     * them, or they are not there any more.
     *
     * @return how many events were applied; none if their children do not fit into what is left of the budget
     */
    int apply(EventRun all) {
        List<ChildRows> tables = all.deleting().stream()
                .map(subscription -> new ChildRows(tx, subscription))
                .toList();
        EventRun run = fitting(all);
        int ready = run.isEmpty() ? 0 : ready(run, tables);
        while (ready == NO_ROOM && budget.braked() && run.events().size() > 1) {
            run = run.first(run.events().size() / 2);
            ready = ready(run, tables);
        }
        if (ready > 0) {
            EventRun first = run.first(ready);
            EventRun created = first.deletes(false);
            EventRun deleted = first.deletes(true);
            if (!created.isEmpty()) {
                new ReplicaWriter(tx, created.replica()).add(created.keys(), created.versions());
            }
            if (!deleted.isEmpty()) {
                delete(deleted, tables);
            }
        }
        return Math.max(0, ready);
    }

    /** Those whose keys there is room for. */
    private EventRun fitting(EventRun run) {
        int keys = 0;
        int events = 0;
        for (IncomingEvent event : run.events()) {
            keys += EventRun.deletes(event) ? event.size() : 0;
            if (budget.leftWith(keys) < 0) {
                break;
            }
            events++;
        }
        return run.first(events);
    }

    /** Locks the keys to delete, counts their children, and looks how far the run can go. */
    private int ready(EventRun run, List<ChildRows> tables) {
        KeyReplica replica = run.replica();
        KeySql key = replica.keySql();
        KeyBatch keys = run.keys();
        long room = budget.left() + 1;
        List<Object> bindings =
                new ArrayList<>(Arrays.asList(keys.bindings((Object) run.versions(), (Object) run.gone())));
        tables.forEach(table -> bindings.add(room));
        Record found = tx.fetchSingle(
                "WITH k AS MATERIALIZED (SELECT * FROM " + numbered(key) + "), locked AS MATERIALIZED (SELECT k."
                        + NUMBER + " FROM " + Sql.quote(replica.table()) + " AS r JOIN k ON " + key.equal("r", "k")
                        + " AND r.version < k." + VERSION + " WHERE k." + GONE
                        + " AND r.provisional_since IS NULL FOR UPDATE OF r SKIP LOCKED) SELECT (SELECT min(k."
                        + NUMBER + ") FROM k LEFT JOIN locked ON locked." + NUMBER + " = k." + NUMBER + " WHERE k."
                        + GONE + " AND locked." + NUMBER + " IS NULL OR EXISTS (SELECT FROM "
                        + Sql.quote(replica.held()) + " AS h WHERE " + key.equal("h", "k") + "))"
                        + Sql.list(tables, "", table -> ", " + table.countOfAll("k", "k." + GONE)),
                bindings.toArray());
        long rows = 0;
        for (int i = 1; i <= tables.size(); i++) {
            rows += found.get(i, Long.class);
        }
        if (rows > budget.leftWith(deletedKeys(run))) {
            return NO_ROOM;
        }
        @Nullable Integer obstacle = found.get(0, Integer.class);
        return obstacle == null ? run.events().size() : run.owners()[obstacle - 1];
    }

    private void delete(EventRun run, List<ChildRows> tables) {
        KeyBatch keys = run.keys();
        int[] owners = run.owners();
        for (ChildRows table : tables) {
            long[] rows = new long[run.events().size()];
            table.each(keys).forEach((number, count) -> rows[owners[number - 1]] += count);
            for (int place = 0; place < rows.length; place++) {
                IncomingEvent event = run.events().get(place);
                deliveries.add(
                        event.publisher(),
                        Delivery.applied(event.id(), table.subscription().name(), rows[place]));
                budget.spend(rows[place]);
            }
        }
        new ReplicaWriter(tx, run.replica()).remove(keys);
        budget.spendKeys(keys.size());
    }

    private static int deletedKeys(EventRun run) {
        return run.events().stream()
                .filter(EventRun::deletes)
                .mapToInt(IncomingEvent::size)
                .sum();
    }

    /** The keys, each with its version, whether it is deleted, and its number from 1. */
    private static String numbered(KeySql key) {
        return key.unnestNumbered(
                "u", List.of(new KeySql.Extra(VERSION, "bigint"), new KeySql.Extra(GONE, "boolean")), NUMBER);
    }
}
