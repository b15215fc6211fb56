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
                        "DELETE FROM grandchildren WHERE id % 2 = 1"),
                new Damage(
                        "self-test-orphan",
                        "a child appears whose parent does not exist",
                        Level.CHILDREN,
                        "SELECT count(*) FROM children",
                        "INSERT INTO children (id, parent_id, name) VALUES (-1, -1, 'orphan')"));
    }

    /** So many rows that clients cannot have meant to delete all of them. */
    private static final int ENOUGH = 500;

    /** @param rows counts what the damage may hit; it comes when there is enough of that */
    private record Damage(String name, String what, Level level, String rows, String sql) implements Fault {

        @Override
        public void inject(ChaosStack stack) {
            Db db = stack.site(level.service()).db();
            Waiting.until("there are rows to damage", () -> db.number(rows) >= ENOUGH);
            // Past all triggers and foreign keys, as only a superuser can.
            db.run("SET session_replication_role = replica", sql);
        }
    }
}
