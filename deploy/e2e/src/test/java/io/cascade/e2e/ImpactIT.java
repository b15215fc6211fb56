/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.testkit.StackCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who asks what a delete would take along hears it from all services, and of those that are not there that they are not. */
@ExtendWith({StackCondition.class, Family.class})
class ImpactIT {

    private static final long FIRST = 8_600_000;

    private final Stack stack;

    ImpactIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void aDeleteIsLookedAtOverThreeLevelsAndAsFarAsServicesAnswer() {
        // Given
        family();
        String path = "/parents/" + FIRST + "/impact";

        // When
        JsonNode whole = stack.parentApi().get(path).json();

        // Then
        assertThat(whole.at("/keys").intValue()).isEqualTo(1);
        assertThat(whole.at("/partial").booleanValue()).isFalse();
        JsonNode children = children(whole);
        assertThat(children.at("/rows").intValue()).isEqualTo(3);
        assertThat(children.at("/relationships/0/name").textValue()).isEqualTo("grandchildren-child");
        assertThat(children.at("/relationships/0/service").textValue()).isEqualTo("grandchild-service");
        assertThat(children.at("/relationships/0/level").intValue()).isEqualTo(2);
        assertThat(children.at("/relationships/0/rows").intValue()).isEqualTo(6);

        // When
        stack.service("grandchild-service").stop();
        JsonNode partial;
        try {
            partial =
                    stack.parentApi().delete("/parents?name=impact&dryRun=true").json();
        } finally {
            stack.service("grandchild-service").restart();
        }

        // Then
        assertThat(partial.at("/partial").booleanValue()).isTrue();
        assertThat(partial.at("/keys").intValue()).isEqualTo(2);
        assertThat(children(partial).at("/rows").intValue()).isEqualTo(4);
        assertThat(children(partial).at("/relationships/0/rows").isMissingNode())
                .isTrue();
        assertThat(children(partial).at("/relationships/0/error").textValue()).startsWith("grandchild-service ");
        assertThat(stack.parents().count("parents WHERE name = 'impact'")).isEqualTo(2);
        assertThat(stack.children().count("children WHERE name = 'impact'")).isEqualTo(4);
    }

    private void family() {
        stack.parents()
                .run("INSERT INTO parents (id, name) VALUES (%d, 'impact'), (%d, 'impact')"
                        .formatted(FIRST, FIRST + 1));
        eventually()
                .until(() -> stack.children()
                                .count("cascade.parent_service__parents__id WHERE id IN (%d, %d)"
                                        .formatted(FIRST, FIRST + 1))
                        == 2);
        stack.children()
                .run(
                        "INSERT INTO children (id, parent_id, name) SELECT %d + i, %d + i / 3, 'impact' FROM generate_series(0, 3) i"
                                .formatted(FIRST, FIRST));
        eventually()
                .until(() -> stack.grandchildren()
                                .count("cascade.child_service__children__id WHERE id BETWEEN %d AND %d"
                                        .formatted(FIRST, FIRST + 3))
                        == 4);
        stack.grandchildren()
                .run("INSERT INTO grandchildren (child_id) SELECT %d + i / 2 FROM generate_series(0, 7) i"
                        .formatted(FIRST));
    }

    private static JsonNode children(JsonNode impact) {
        for (JsonNode relationship : impact.at("/relationships")) {
            if (relationship.at("/name").textValue().equals("children-parent")) {
                return relationship;
            }
        }
        throw new AssertionError(impact);
    }
}
