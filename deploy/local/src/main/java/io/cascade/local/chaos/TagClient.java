/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes rows that need not wait for what they refer to: some come before it, or when it has gone, or refer to what never comes.
 * Those prove nothing of themselves, but may not be left without it.
 */
final class TagClient implements Client {

    private static final int SUBJECTS = 20;
    private static final int MOST_ROWS = 300;

    /** Of the subjects and tags some stay: what is deleted later excuses what was lost before. */
    private static final int SUBJECTS_FOR_GOOD = 3;

    private static final int KEPT_FOR_GOOD = 5;

    /** What these rows are for is no load, of which others make enough. */
    private static final Duration SLOWLY = Duration.ofMillis(20);

    private final SplittableRandom random;
    private final Session session;
    private final List<Row> subjects = new ArrayList<>();
    private final List<Row> tags = new ArrayList<>();
    private long nextId;

    /** @param firstId and the following are this client's, of all tables */
    TagClient(long seed, long firstId, Session session) {
        this.random = new SplittableRandom(seed);
        this.session = session;
        this.nextId = firstId;
    }

    @Override
    public void act() throws SQLException {
        Waiting.pause(SLOWLY);
        subjects.removeIf(subject -> !subject.mustExist());
        int choice = random.nextInt(100);
        if (subjects.isEmpty() || (choice < 15 && subjects.size() < SUBJECTS)) {
            createSubject(random.nextInt(3) == 0);
        } else if (choice < 75) {
            Row tag = session.insert(Level.TAGS, subjects.get(random.nextInt(subjects.size())), nextId++);
            if (tag != null && tag.id() % KEPT_FOR_GOOD != 0) {
                tags.add(tag);
            }
        } else if (choice < 79) {
            if (subjects.size() > SUBJECTS_FOR_GOOD) {
                Row subject = subjects.remove(random.nextInt(SUBJECTS_FOR_GOOD, subjects.size()));
                session.delete(List.of(subject));
                tag(subject.id());
            }
        } else if (choice < 83) {
            tag(nextId++);
        } else if (!tags.isEmpty() && (choice < 92 || tags.size() > MOST_ROWS)) {
            session.delete(List.of(tags.remove(random.nextInt(tags.size()))));
        }
    }

    private void createSubject(boolean tagFirst) throws SQLException {
        long id = nextId++;
        if (tagFirst) {
            tag(id);
        }
        Row subject = session.insert(Level.SUBJECTS, id);
        if (subject != null) {
            subjects.add(subject);
        }
    }

    /** One of which nobody knows whether it may stay. */
    private void tag(long subject) throws SQLException {
        session.update(Level.TAGS, "INSERT INTO chaos.tags (id, subject_id) VALUES (?, ?)", nextId++, subject);
    }

    @Override
    public void close() {
        session.close();
    }
}
