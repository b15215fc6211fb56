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
                        "DELETE FROM grandchildren WHERE id % 2 = 1"),
                new Damage(
                        "self-test-orphan",
                        "a child appears whose parent does not exist",
                        Level.CHILDREN,
                        "INSERT INTO children (id, parent_id, name) VALUES (-1, -1, 'orphan')"));
    }

    private record Damage(String name, String what, Level level, String sql) implements Fault {

        @Override
        public void inject(ChaosStack stack) {
            // Past all triggers and foreign keys, as only a superuser can.
            stack.site(level.service()).db().run("SET session_replication_role = replica", sql);
        }
    }
}
