/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.util.List;

/** Damage that no product can undo, by which one sees that the inspection notices it. Never chosen unless named. */
final class SelfTests {

    private SelfTests() {}

    static List<Fault> all() {
        return List.of(
                new Damage(
                        "self-test-lost-rows",
                        "grandchildren disappear that nobody has deleted",
                        Level.GRANDCHILDREN,
                        "SELECT count(*) FROM grandchildren WHERE id % 2 = 1",
                        ENOUGH,
                        "DELETE FROM grandchildren WHERE id % 2 = 1"),
                new Damage(
                        "self-test-orphan",
                        "a child appears whose parent does not exist",
                        Level.CHILDREN,
                        "SELECT count(*) FROM children",
                        ENOUGH,
                        "INSERT INTO children (id, parent_id, name) VALUES (-1, -1, 'orphan')"),
                new Damage(
                        "self-test-lost-notes",
                        "rows disappear that should have lost their reference at most",
                        Level.NOTES,
                        "SELECT count(*) FROM chaos.notes WHERE id % 5 = 0",
                        SOME,
                        "DELETE FROM chaos.notes"),
                new Damage(
                        "self-test-cut-notes",
                        "rows lose their reference although what they refer to lives",
                        Level.NOTES,
                        "SELECT count(*) FROM chaos.notes WHERE parent_id IS NOT NULL",
                        SOME,
                        "UPDATE chaos.notes SET parent_id = NULL"),
                new Damage(
                        "self-test-lost-holders",
                        "rows disappear that hold what they refer to",
                        Level.HOLDERS,
                        "SELECT count(*) FROM chaos.holders WHERE id % 2 = 0 AND owner_id % 8 = 0",
                        SOME,
                        "DELETE FROM chaos.holders"),
                new Damage(
                        "self-test-lost-owners",
                        "rows go that others hold",
                        Level.OWNERS,
                        "SELECT count(*) FROM chaos.owners",
                        SOME,
                        "ALTER TABLE chaos.owners DISABLE TRIGGER USER; DELETE FROM chaos.owners"),
                new Damage(
                        "self-test-lost-tags",
                        "rows disappear that came without asking whether their parent is known",
                        Level.TAGS,
                        "SELECT count(*) FROM chaos.tags WHERE id % 5 = 0",
                        SOME,
                        "DELETE FROM chaos.tags"),
                new Damage(
                        "self-test-lost-photos",
                        "rows disappear of which some had come back",
                        Level.PHOTOS,
                        "SELECT count(*) FROM chaos.photos",
                        MANY,
                        "DELETE FROM chaos.photos"),
                new Damage(
                        "self-test-restoring",
                        "a deletion that was taken back never comes to its end",
                        Level.ALBUMS,
                        "SELECT count(*) FROM chaos.albums",
                        SOME,
                        "INSERT INTO cascade.restored_event (event_id, relationship, deletion_id, deleted_event, attempt)"
                                + " VALUES (gen_random_uuid(), 'photos-album', gen_random_uuid(), gen_random_uuid(), 1)"),
                new Damage(
                        "self-test-undecided",
                        "a deletion that was asked for never ends",
                        Level.OWNERS,
                        "SELECT count(*) FROM chaos.owners",
                        SOME,
                        "INSERT INTO cascade.intent (id, deletion_id, origin, deadline)"
                                + " VALUES (gen_random_uuid(), gen_random_uuid(), 'self-test', 'infinity')"),
                new Damage(
                        "self-test-unguarded",
                        "rows that others may hold can be deleted without asking",
                        Level.OWNERS,
                        "SELECT count(*) FROM chaos.owners",
                        SOME,
                        "ALTER TABLE chaos.owners DISABLE TRIGGER ALL"));
    }

    /** So many rows that clients cannot have meant to delete all of them. */
    private static final int ENOUGH = 500;

    /** So many of few parents that they cannot all be about to go. */
    private static final int MANY = 60;

    /** Of tables in which single rows come and go; of those rows that their client keeps for good. */
    private static final int SOME = 5;

    /**
     * @param rows counts what the damage may hit
     * @param enough of that, for the damage to come
     */
    private record Damage(String name, String what, Level level, String rows, int enough, String sql) implements Fault {

        @Override
        public void inject(ChaosStack stack) {
            Db db = stack.site(level.service()).db();
            Waiting.until("there are rows to damage", () -> db.number(rows) >= enough);
            // Past all triggers and foreign keys, as only a superuser can.
            db.run("SET session_replication_role = replica", sql);
        }
    }
}
