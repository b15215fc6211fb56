/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import io.cascade.engine.pause.PauseReports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A query's condition on {@code cascade.deletion AS x}; states are what {@link DeletionProgress} makes of deliveries. One that waits
 * for a person is not stuck, nor is one that has just ceased to.
 */
final class DeletionFilter {

    private static final String WRONG =
            "EXISTS (SELECT FROM cascade.delivery AS d WHERE d.deletion_id = x.id AND d.reason IS NOT NULL AND d.state <> 'settled')";
    private static final String OPEN =
            "EXISTS (SELECT FROM cascade.delivery AS d WHERE d.deletion_id = x.id AND d.state <> 'settled')";
    static final String MOVED = "EXISTS (SELECT FROM cascade.delivery AS d LEFT JOIN "
            + PauseReports.OF_DELIVERIES
            + " AS p USING (relationship) WHERE d.deletion_id = x.id AND (greatest(coalesce(d.reported_at, d.created_at), d.progressed_at,"
            + " CASE WHEN d.state IN ('pending', 'applied') THEN p.changed_at END) > now() - CAST(? AS interval)"
            + " OR CASE d.state WHEN 'pending' THEN p.pending WHEN 'applied' THEN p.applied ELSE false END))";

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> bindings = new ArrayList<>();

    /** @param stuckAfter without progress for so long a deletion is stuck */
    DeletionFilter(DeletionQuery query, Duration stuckAfter) {
        conditions.add("true");
        if (query.state() != null) {
            state(query.state(), stuckAfter.toMillis() + " ms");
        }
        if (query.relationship() != null) {
            add(
                    "EXISTS (SELECT FROM cascade.delivery AS d WHERE d.deletion_id = x.id AND d.relationship = ?)",
                    query.relationship());
        }
        if (query.origin() != null) {
            add("x.origin = ?", query.origin());
        }
        if (query.before() != null) {
            add("x.created_at < CAST(? AS timestamptz)", query.before().toString());
        }
        if (query.after() != null) {
            add("x.created_at > CAST(? AS timestamptz)", query.after().toString());
        }
        if (query.last() != null) {
            add(
                    "(x.created_at, x.id) < (CAST(? AS timestamptz), ?)",
                    query.last().createdAt().toString(),
                    query.last().id());
        }
    }

    private void state(Deletion.State state, String stuckAfter) {
        switch (state) {
            case FAILED -> add(WRONG);
            case SETTLED -> add("NOT " + OPEN);
            case RUNNING -> add("NOT " + WRONG + " AND " + OPEN + " AND " + MOVED, stuckAfter);
            case STUCK -> add("NOT " + WRONG + " AND " + OPEN + " AND NOT " + MOVED, stuckAfter);
        }
    }

    private void add(String condition, Object... values) {
        conditions.add(condition);
        bindings.addAll(List.of(values));
    }

    String condition() {
        return String.join(" AND ", conditions);
    }

    /** In the order of the condition's placeholders. */
    List<Object> bindings() {
        return List.copyOf(bindings);
    }
}
