/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.testkit.RunningStack;
import io.cascade.testkit.StackCondition;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A watchdog in a hurry, on a stack of its own, since the others' tests let deliveries wait on purpose. */
@ExtendWith(StackCondition.class)
class WatchdogIT {

    private static final String CONNECTOR = "/connectors/parent-service";

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = new Stack(RunningStack.builder()
                .contracts(Path.of("../../contracts"))
                .environment("parent-service", "CASCADE_REPUBLISH_AFTER", "2s")
                .environment("parent-service", "CASCADE_STUCK_AFTER", "1s")
                .start());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.running().close();
        }
    }

    @Test
    void aDeleteThatASlotAdvancedByHandHasSkippedIsPublishedAgainUnlessItsKeyLives() {
        // Given
        Api connect = new Api(stack.running().connectUrl());
        stack.parents().run("INSERT INTO parents (id, name) SELECT g, 'p' FROM generate_series(1, 3) AS g");
        eventually().until(() -> stack.children().count("cascade.parent_service__parents__id") == 3);
        stack.children().run("INSERT INTO children (parent_id, name) SELECT g, 'c' FROM generate_series(1, 3) AS g");

        // When its delete is written while nobody reads the slot, and somebody moves the slot past it
        connect.put(CONNECTOR + "/stop", "");
        eventually()
                .until(() -> stack.parents()
                                .count("pg_replication_slots WHERE active AND slot_name = 'cascade_parent_service'")
                        == 0);
        stack.parents()
                .run(
                        "DELETE FROM parents WHERE id IN (1, 2)",
                        "SELECT pg_replication_slot_advance('cascade_parent_service', pg_current_wal_lsn())",
                        "INSERT INTO parents (id, name) VALUES (2, 'again')");
        eventually().untilAsserted(() -> assertThat(
                        stack.parentApi().get("/deletions?state=stuck").text())
                .contains("connector down"));
        assertThat(stack.parents().count("cascade.delivery WHERE republished > 0"))
                .isZero();
        assertThat(connect.delete(CONNECTOR + "/offsets").status()).isEqualTo(200);
        connect.put(CONNECTOR + "/resume", "");

        // Then
        eventually().until(() -> stack.parents().count("cascade.delivery WHERE state <> 'settled'") == 0);
        assertThat(stack.parents().count("cascade.delivery WHERE republished > 0"))
                .isPositive();
        assertThat(stack.children().values("SELECT parent_id FROM children ORDER BY 1"))
                .containsExactly("2", "3");
        assertThat(stack.parentApi().get("/q/metrics").text())
                .containsPattern("cascade_republished_events_total\\{[^}]*} [1-9]");
    }
}
