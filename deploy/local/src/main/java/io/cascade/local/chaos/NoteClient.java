/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Writes rows that outlive what they refer to: their reference becomes NULL. */
final class NoteClient implements Client {

    private static final int PARENTS = 20;
    private static final int MOST_ROWS = 300;

    /** Of the parents and notes some stay: what is deleted later excuses what was lost before. */
    private static final int PARENTS_FOR_GOOD = 3;

    private static final int KEPT_FOR_GOOD = 5;

    /** What these rows are for is no load, of which others make enough. */
    private static final Duration SLOWLY = Duration.ofMillis(20);

    private final SplittableRandom random;
    private final Session session;
    private final List<Row> parents = new ArrayList<>();
    private final List<Row> notes = new ArrayList<>();
    private long nextId;

    /** @param firstId and the following are this client's, of all tables */
    NoteClient(long seed, long firstId, Session session) {
        this.random = new SplittableRandom(seed);
        this.session = session;
        this.nextId = firstId;
    }

    @Override
    public void act() throws SQLException {
        Waiting.pause(SLOWLY);
        parents.removeIf(parent -> !parent.mustExist());
        int choice = random.nextInt(100);
        if (parents.isEmpty() || (choice < 20 && parents.size() < PARENTS)) {
            Row parent = session.insert(Level.PARENTS, nextId++);
            if (parent != null) {
                parents.add(parent);
            }
        } else if (choice < 80) {
            Row note = session.insert(Level.NOTES, parents.get(random.nextInt(parents.size())), nextId++);
            if (note != null && note.id() % KEPT_FOR_GOOD != 0) {
                notes.add(note);
            }
        } else if (choice < 84) {
            if (parents.size() > PARENTS_FOR_GOOD) {
                session.delete(List.of(parents.remove(random.nextInt(PARENTS_FOR_GOOD, parents.size()))));
            }
        } else if (!notes.isEmpty() && (choice < 92 || notes.size() > MOST_ROWS)) {
            session.delete(List.of(notes.remove(random.nextInt(notes.size()))));
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
