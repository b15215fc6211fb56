/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.testkit.StackCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({StackCondition.class, Family.class})
class BulkIT {

    private static final int PARENTS = 100_000;

    private final Stack stack;

    BulkIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void aHundredThousandParentsGoByOneStatementThroughASmallHeap() {
        // Given
        fill(1_000_000);
        String run = stack.service("child-service").run();

        // When
        stack.parents().run("DELETE FROM parents WHERE id BETWEEN 1000000 AND 1099999");

        // Then
        eventually().until(() -> children(1_000_000) == 0);
        throughout().until(() -> children(1_100_000) == 300);
        assertThat(stack.service("child-service").run())
                .as("the process with %s lives on, so no child rows were loaded", Family.CHILD_SERVICE_HEAP)
                .isEqualTo(run);
        assertThat(stack.service("child-service").isAlive()).isTrue();
        expectApplied();
        cleanUp(1_100_000);
    }

    @Test
    void aKilledChildServiceFinishesAfterItsRestartAndCountsRight() {
        // Given
        fill(2_000_000);

        // When
        stack.parents().run("DELETE FROM parents WHERE id BETWEEN 2000000 AND 2099999");
        eventually().until(() -> children(2_000_000) < 3 * PARENTS);
        stack.service("child-service").kill();
        long left = children(2_000_000);
        stack.service("child-service").restart();

        // Then
        assertThat(left).as("the kill came in the middle").isPositive();
        eventually().until(() -> children(2_000_000) == 0);
        expectApplied();
        throughout().until(() -> children(2_100_000) == 300);
        cleanUp(2_100_000);
    }

    /** The parents to delete with three children each, and a hundred neighbours behind them. */
    private void fill(int from) {
        stack.parents()
                .run("INSERT INTO parents (id, name) SELECT g, 'bulk' FROM generate_series(%d, %d) g"
                        .formatted(from, from + PARENTS + 99));
        eventually()
                .until(() -> stack.children()
                                .count("cascade.parent_service__parents__id WHERE id >= %d AND id < %d"
                                        .formatted(from, from + PARENTS + 100))
                        == PARENTS + 100);
        stack.children()
                .run(
                        "INSERT INTO children (parent_id, name) SELECT g, 'c' FROM generate_series(%d, %d) g, generate_series(1, 3)"
                                .formatted(from, from + PARENTS + 99));
    }

    /** The newest deletion has deleted them all and knows it. */
    private void expectApplied() {
        String deletion = stack.parents()
                .values("SELECT id FROM cascade.deletion ORDER BY created_at DESC LIMIT 1")
                .get(0);
        eventually().untilAsserted(() -> {
            JsonNode followed = stack.parentApi().get("/deletions/" + deletion).json();
            assertThat(followed.at("/state").textValue()).isEqualTo("settled");
            assertThat(followed.at("/keys").intValue()).isEqualTo(PARENTS);
            assertThat(followed.at("/relationships/0/rows").intValue()).isEqualTo(3 * PARENTS);
        });
    }

    private long children(int from) {
        return stack.children()
                .count("children WHERE parent_id >= %d AND parent_id < %d".formatted(from, from + PARENTS));
    }

    private void cleanUp(int from) {
        stack.parents().run("DELETE FROM parents WHERE id BETWEEN %d AND %d".formatted(from, from + 99));
        eventually().until(() -> children(from) == 0);
    }
}
