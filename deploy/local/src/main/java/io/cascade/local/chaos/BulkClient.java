/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.History.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Fills three levels with thousands of rows, and deletes a part of the uppermost by one statement. */
final class BulkClient implements Client {

    private static final int LEAST = 1000;
    private static final int MOST = 5000;
    private static final int KEPT_BATCHES = 2;

    /** Of the parents that stay for a while, one in so many stays for good: what is deleted later excuses what was lost before. */
    private static final int KEPT_FOR_GOOD = 10;

    private static final Duration ARRIVAL = Duration.ofSeconds(5);

    private final SplittableRandom random;
    private final Session session;
    private final History history;
    private final Runnable onDelete;
    private final Deque<List<Row>> older = new ArrayDeque<>();
    private long nextKey;

    /**
     * @param firstKey of the parents; a child's id is its parent's times ten and one more or two, a grandchild's its parent's
     * @param onDelete told as soon as many rows have been deleted
     */
    BulkClient(long seed, long firstKey, Session session, History history, Runnable onDelete) {
        this.random = new SplittableRandom(seed);
        this.session = session;
        this.history = history;
        this.nextKey = firstKey;
        this.onDelete = onDelete;
    }

    @Override
    public void act() throws SQLException {
        long first = nextKey;
        long last = first + random.nextInt(LEAST, MOST) - 1;
        nextKey = last + 1;
        int rest = random.nextInt(3);
        Map<Long, Row> parents = new HashMap<>();
        session.insertMany(
                        Level.PARENTS,
                        "INSERT INTO parents (id, name) SELECT g, 'bulk' FROM generate_series(?::bigint, ?::bigint) AS g"
                                + " RETURNING id, id",
                        first,
                        last)
                .forEach(id -> inserted(Level.PARENTS, id, Map.of(), parents));
        Map<Long, Row> children = below(
                Level.CHILDREN,
                parents,
                "INSERT INTO children (id, parent_id, name) SELECT r.id * 10 + g, r.id, 'bulk'"
                        + " FROM cascade.parent_service__parents__id AS r, generate_series(1, 2) AS g"
                        + " WHERE r.id BETWEEN ? AND ? RETURNING id, parent_id",
                first,
                last);
        below(
                Level.GRANDCHILDREN,
                children,
                "INSERT INTO grandchildren (id, child_id) SELECT id, id FROM cascade.child_service__children__id"
                        + " WHERE id BETWEEN ? AND ? RETURNING id, child_id",
                first * 10,
                last * 10 + 9);
        List<Row> going = new ArrayList<>();
        List<Row> staying = new ArrayList<>();
        parents.values().forEach(row -> (row.id() % 3 == rest ? staying : going).add(row));
        if (session.delete(going) && !going.isEmpty()) {
            onDelete.run();
        }
        older.add(staying);
        if (older.size() > KEPT_BATCHES) {
            session.delete(older.remove().stream()
                    .filter(row -> row.id() % KEPT_FOR_GOOD != 0)
                    .toList());
        }
    }

    private Map<Long, Row> below(Level level, Map<Long, Row> above, String sql, long first, long last)
            throws SQLException {
        Map<Long, Row> rows = new HashMap<>();
        if (!above.isEmpty()) {
            arrived(level, first, last, above.size());
            session.insertMany(level, sql, first, last).forEach(id -> inserted(level, id, above, rows));
        }
        return rows;
    }

    /** Waits for a while; what has not arrived by then gets no rows below. */
    private void arrived(Level level, long first, long last, long all) {
        Waiting.within(ARRIVAL, () -> {
            try {
                return session.number(
                                        level,
                                        "SELECT count(*) FROM " + level.replica() + " WHERE id BETWEEN ? AND ?",
                                        first,
                                        last)
                                .orElse(0)
                        >= all;
            } catch (SQLException away) {
                return false;
            }
        });
    }

    private void inserted(Level level, long[] id, Map<Long, Row> above, Map<Long, Row> rows) {
        Row row = new Row(level, id[0], above.get(id[1]), 0);
        if (level != Level.PARENTS && !above.containsKey(id[1])) {
            history.count(Outcome.UNKNOWN, 1);
            return;
        }
        history.inserted(row);
        rows.put(id[0], row);
    }

    @Override
    public void close() {
        session.close();
    }
}
