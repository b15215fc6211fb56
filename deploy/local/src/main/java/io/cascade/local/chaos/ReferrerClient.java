/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes rows of one level, and of the one that they refer to. Where an insert need not wait for what it refers to, some come
 * before it, or when it has gone, or refer to what never comes: those prove nothing of themselves, but may not be left without it.
 */
final class ReferrerClient implements Client {

    private static final int PARENTS = 20;
    private static final int MOST_ROWS = 300;

    /** Of the parents and rows some stay: what is deleted later excuses what was lost before. */
    private static final int PARENTS_FOR_GOOD = 3;

    private static final int KEPT_FOR_GOOD = 5;

    /** What these rows are for is no load, of which others make enough. */
    private static final Duration SLOWLY = Duration.ofMillis(20);

    private final SplittableRandom random;
    private final Session session;
    private final Level level;
    private final List<Row> parents = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private long nextId;

    /**
     * @param firstId and the following are this client's, of all tables
     * @param level refers to another
     */
    ReferrerClient(long seed, long firstId, Session session, Level level) {
        this.random = new SplittableRandom(seed);
        this.session = session;
        this.level = level;
        this.nextId = firstId;
    }

    @Override
    public void act() throws SQLException {
        Waiting.pause(SLOWLY);
        parents.removeIf(parent -> !parent.mustExist());
        int choice = random.nextInt(100);
        if (parents.isEmpty() || (choice < 18 && parents.size() < PARENTS)) {
            createParent();
        } else if (choice < 78) {
            Row row = session.insert(level, parents.get(random.nextInt(parents.size())), nextId++);
            if (row != null && row.id() % KEPT_FOR_GOOD != 0) {
                rows.add(row);
            }
        } else if (choice < 82) {
            deleteParent();
        } else if (choice < 85) {
            referUncertainly(nextId++);
        } else if (!rows.isEmpty() && (choice < 93 || rows.size() > MOST_ROWS)) {
            session.delete(List.of(rows.remove(random.nextInt(rows.size()))));
        }
    }

    private void createParent() throws SQLException {
        long id = nextId++;
        if (random.nextInt(3) == 0) {
            referUncertainly(id);
        }
        Row parent = session.insert(level.above(), id);
        if (parent != null) {
            parents.add(parent);
        }
    }

    private void deleteParent() throws SQLException {
        if (parents.size() > PARENTS_FOR_GOOD) {
            Row parent = parents.remove(random.nextInt(PARENTS_FOR_GOOD, parents.size()));
            session.delete(List.of(parent));
            referUncertainly(parent.id());
        }
    }

    /** By a row of which nobody knows whether it may stay. */
    private void referUncertainly(long parent) throws SQLException {
        if (level.eventual()) {
            session.update(
                    level,
                    "INSERT INTO " + level.table() + " (id, " + level.column() + ") VALUES (?, ?)",
                    nextId++,
                    parent);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
