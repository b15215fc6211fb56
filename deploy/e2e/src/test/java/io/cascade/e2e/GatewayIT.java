/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.testkit.StackCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each service shows all of them: one origin is enough to follow a delete to the last level. */
@ExtendWith({StackCondition.class, Family.class})
class GatewayIT {

    private static final long PARENT = 8_700_000;

    private final Stack stack;

    GatewayIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void everyServiceReachesEveryOtherInBothDirections() {
        for (Api api : new Api[] {stack.parentApi(), stack.childApi(), stack.grandchildApi()}) {
            JsonNode services = api.get("/services").json().at("/items");
            assertThat(services.findValuesAsText("name"))
                    .containsExactly("child-service", "grandchild-service", "parent-service");
            assertThat(services.findValuesAsText("reachable")).containsOnly("true");
            services.findValuesAsText("name").forEach(name -> assertThat(
                            api.get("/services/" + name + "/relationships").status())
                    .isEqualTo(200));
        }
    }

    @Test
    void aDeleteIsFollowedThroughTheServiceWhereItBegan() {
        // Given
        stack.parents().run("INSERT INTO parents (id, name) VALUES (%d, 'gateway')".formatted(PARENT));
        eventually()
                .until(() -> stack.children().count("cascade.parent_service__parents__id WHERE id = " + PARENT) == 1);
        stack.children()
                .run("INSERT INTO children (id, parent_id, name) VALUES (%d, %d, 'gateway')".formatted(PARENT, PARENT));

        // When
        String deletion =
                stack.parentApi().delete("/parents/" + PARENT).json().at("/id").textValue();

        // Then
        eventually().untilAsserted(() -> {
            Api.Answer below = stack.parentApi().get("/services/child-service/deletions/" + deletion);
            assertThat(below.status()).isEqualTo(200);
            assertThat(below.json().at("/origin").textValue()).isEqualTo("children-parent");
        });
        eventually().untilAsserted(() -> {
            JsonNode activity = relationship("children-parent").at("/activity");
            assertThat(activity.at("/events").intValue()).isPositive();
            assertThat(activity.at("/rows").intValue()).isPositive();
            assertThat(activity.at("/lagMillis").isIntegralNumber()).isTrue();
        });
    }

    private JsonNode relationship(String name) {
        for (JsonNode item : stack.grandchildApi()
                .get("/services/parent-service/relationships")
                .json()
                .at("/items")) {
            if (item.at("/name").textValue().equals(name)) {
                return item;
            }
        }
        throw new AssertionError(name);
    }
}
