/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.testkit.StackCondition;
import io.cascade.testkit.StackService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Relationships that are paused and resumed while everything else goes on. */
@ExtendWith({StackCondition.class, Family.class})
class PauseIT {

    private static final String CITIES = "/services/child-service/relationships/cities-country";
    private static final String PLAYERS = "/services/child-service/relationships/players-team";
    private static final String GRANDCHILDREN = "/services/grandchild-service/relationships/grandchildren-child";

    private final Stack stack;

    PauseIT(Stack stack) {
        this.stack = stack;
    }

    @AfterEach
    void resume() {
        for (String relationship : new String[] {CITIES, PLAYERS, GRANDCHILDREN}) {
            assertThat(stack.parentApi().post(relationship + "/resume", "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void rowsStayThroughARestartWhileOthersGoOnAndFollowInTheEnd() {
        // Given
        stack.parents().run("INSERT INTO countries VALUES ('PA'), ('PB')");
        stack.parents().run("INSERT INTO parents (id, name) VALUES (9100001, 'goes on')");
        eventually().until(() -> countries() == 2);
        eventually().until(() -> stack.children().count("cascade.parent_service__parents__id WHERE id = 9100001") == 1);
        stack.children()
                .run(
                        "INSERT INTO cities VALUES ('paused 1', 'PA'), ('paused 2', 'PB')",
                        "INSERT INTO children (parent_id, name) VALUES (9100001, 'goes on')");

        // When
        Api.Answer paused = stack.parentApi().post(CITIES + "/pause", "{\"reason\": \"the auditors count\"}");
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().at("/paused/reason").textValue()).isEqualTo("the auditors count");
        stack.parents().run("DELETE FROM countries WHERE code IN ('PA', 'PB')");
        String deletion = stack.parents()
                .values(
                        "SELECT deletion_id FROM cascade.delivery WHERE relationship = 'cities-country' AND state = 'pending'")
                .get(0);
        stack.parents().run("INSERT INTO countries VALUES ('PA')", "DELETE FROM parents WHERE id = 9100001");

        // Then
        eventually().until(() -> stack.children().count("children WHERE parent_id = 9100001") == 0);
        eventually().untilAsserted(() -> assertThat(
                        deletion(deletion).path("reason").asText())
                .matches("cities-country: waiting: paused since \\S+Z: the auditors count"));
        assertThat(deletion(deletion).path("state").asText()).isEqualTo("running");
        eventually().until(() -> putAside() == 3);
        assertThat(stack.children().count("cities WHERE name LIKE 'paused _'")).isEqualTo(2);
        assertThat(stack.parentApi()
                        .get("/relationships/cities-country")
                        .json()
                        .at("/paused/reason")
                        .textValue())
                .isEqualTo("the auditors count");

        // When
        StackService children = stack.service("child-service");
        children.stop();
        children.restart();
        stack.children().run("INSERT INTO cities VALUES ('paused 3', 'PA')");

        // Then
        throughout().until(() -> stack.children().count("cities WHERE name LIKE 'paused _'") == 3);
        eventually().untilAsserted(() -> assertThat(
                        stack.childApi().get("/q/metrics").text())
                .containsPattern("cascade_relationship_paused\\{relationship=\"cities-country\"[^}]*} 1"));

        // When
        resume();

        // Then
        eventually().until(() -> putAside() == 0);
        assertThat(stack.children().values("SELECT name FROM cities WHERE name LIKE 'paused _'"))
                .containsExactly("paused 3");
        eventually().until(() -> deletion(deletion).path("state").asText().equals("settled"));
        assertThat(deletion(deletion).has("reason")).isFalse();
        assertThat(countries()).isEqualTo(1);
    }

    @Test
    void aVoteIsRefusedAtOnceWithTheReason() {
        // Given
        stack.parents().run("INSERT INTO teams VALUES (9100)");
        eventually().until(() -> stack.children().count("cascade.parent_service__teams__id WHERE id = 9100") == 1);
        assertThat(stack.parentApi().post(PLAYERS + "/pause", "{}").status()).isEqualTo(200);

        // When
        String refused = request();

        // Then
        eventually().untilAsserted(() -> assertThat(decided(refused))
                .startsWith("refused 55000 the relationship 'players-team' is paused"));
        assertThat(stack.parents().count("teams WHERE id = 9100")).isEqualTo(1);
        resume();
        String granted = request();
        eventually().until(() -> decided(granted).startsWith("executed"));
        assertThat(stack.parents().count("teams WHERE id = 9100")).isZero();
    }

    @Test
    void aPauseTwoLevelsBelowIsWhatTheDeletionAtTheTopWaitsFor() {
        // Given
        stack.parents().run("INSERT INTO parents (id, name) VALUES (9100002, 'p')");
        eventually().until(() -> stack.children().count("cascade.parent_service__parents__id WHERE id = 9100002") == 1);
        stack.children().run("INSERT INTO children (parent_id, name) VALUES (9100002, 'c')");
        String child = stack.children()
                .values("SELECT id FROM children WHERE parent_id = 9100002")
                .get(0);
        eventually()
                .until(() ->
                        stack.grandchildren().count("cascade.child_service__children__id WHERE id = " + child) == 1);
        stack.grandchildren().run("INSERT INTO grandchildren (child_id) VALUES (" + child + ")");
        assertThat(stack.parentApi().post(GRANDCHILDREN + "/pause", "{}").status())
                .isEqualTo(200);

        // When
        String location = stack.parentApi().delete("/parents/9100002").location();
        String deletion = location.substring(location.lastIndexOf('/') + 1);

        // Then
        eventually().untilAsserted(() -> assertThat(
                        deletion(deletion).path("reason").asText())
                .matches(
                        "children-parent: waiting: 'grandchildren-child' of grandchild-service is paused since \\S+Z"));
        assertThat(stack.grandchildren().count("grandchildren WHERE child_id = " + child))
                .isEqualTo(1);
        resume();
        eventually().until(() -> deletion(deletion).path("state").asText().equals("settled"));
        assertThat(stack.grandchildren().count("grandchildren WHERE child_id = " + child))
                .isZero();
    }

    private String request() {
        return stack.parents()
                .values("SELECT cascade.request_deletion('teams', 'id = 9100', '60 s')")
                .get(0);
    }

    private String decided(String deletion) {
        return stack.parents()
                .values("SELECT concat_ws(' ', state, sql_state, reason) FROM cascade.intent WHERE deletion_id = '"
                        + deletion + "' AND upstream_event IS NULL")
                .get(0);
    }

    private JsonNode deletion(String id) {
        return stack.parentApi().get("/deletions/" + id).json();
    }

    private long countries() {
        return stack.children().count("cascade.parent_service__countries__code WHERE code IN ('PA', 'PB')");
    }

    private long putAside() {
        return stack.children().count("cascade.parent_service__countries__code__held WHERE code IN ('PA', 'PB')");
    }
}
