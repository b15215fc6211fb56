/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.testkit.StackCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables that were full, and not all sound, before their relationship came. */
@ExtendWith({StackCondition.class, Family.class})
class AdoptionIT {

    private final Stack stack;

    AdoptionIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void installationBackfillsReportsTheOrphansAndLosesNothing() {
        // Given the stack has started on full tables, when all keys have arrived
        eventually().until(() -> relationship().at("/state").textValue().equals("orphans"));

        // Then
        assertThat(relationship().at("/orphans").intValue()).isEqualTo(7);
        assertThat(stack.children().count("cascade.parent_service__authors__id"))
                .isEqualTo(30_000);
        assertThat(stack.children().count("books")).isEqualTo(60_007);

        // And the relationship holds for what comes
        stack.parents().run("DELETE FROM authors WHERE id <= 100");
        eventually().until(() -> stack.children().count("books WHERE author_id <= 100") == 0);
        throughout().until(() -> stack.children().count("books") == 60_007 - 200);
    }

    private JsonNode relationship() {
        return stack.childApi().get("/relationships/books-author").json();
    }
}
