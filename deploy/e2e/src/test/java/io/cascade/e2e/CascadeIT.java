/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.testkit.StackCondition;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever deletes the parent, its children go, and only its. */
@ExtendWith({StackCondition.class, Family.class})
class CascadeIT {

    private final Stack stack;

    CascadeIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void aDeleteByRestTakesTheChildrenAlong() {
        // Given
        long parent = create("Ann");
        long neighbour = create("Bob");
        for (int i = 1; i <= 3; i++) {
            assertThat(stack.childApi()
                            .post("/children", "{\"parentId\": %d, \"name\": \"child %d\"}".formatted(parent, i))
                            .status())
                    .isEqualTo(201);
        }
        stack.childApi().post("/children", "{\"parentId\": %d, \"name\": \"other\"}".formatted(neighbour));
        assertThat(childrenOf(parent)).isEqualTo(3);

        // When
        Api.Answer deleted = stack.parentApi().delete("/parents/" + parent);

        // Then
        assertThat(deleted.status()).isEqualTo(202);
        eventually().until(() -> childrenOf(parent) == 0);
        String deletion = deleted.location().replaceFirst("^https?://[^/]+", "");
        eventually().untilAsserted(() -> assertThat(
                        stack.parentApi().get(deletion).json().at("/state").textValue())
                .isEqualTo("settled"));
        assertThat(stack.parentApi()
                        .get(deletion)
                        .json()
                        .at("/relationships/0/rows")
                        .intValue())
                .isEqualTo(3);
        assertThat(stack.parentApi().get("/parents/" + parent).status()).isEqualTo(404);
        throughout().untilAsserted(() -> {
            assertThat(childrenOf(neighbour)).isEqualTo(1);
            assertThat(stack.parentApi().get("/parents/" + neighbour).status()).isEqualTo(200);
        });
    }

    @Test
    void aDeleteBySqlTakesTheChildrenAlong() {
        family(1000, 20);
        stack.parents().run("DELETE FROM parents WHERE id BETWEEN 1000 AND 1009");
        expectGone(1000, 1009, 1010, 1019);
    }

    @Test
    void aSessionThatSkipsOrdinaryTriggersTakesTheChildrenAlong() throws SQLException {
        family(2000, 20);
        try (Connection replication = java.sql.DriverManager.getConnection(
                        stack.service("parent-service").superuserJdbcUrl());
                Statement statement = replication.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("DELETE FROM parents WHERE id BETWEEN 2000 AND 2009");
        }
        expectGone(2000, 2009, 2010, 2019);
    }

    @Test
    void aLocalCascadeTakesTheChildrenAlong() {
        family(3000, 20);
        stack.parents()
                .run(
                        "INSERT INTO grandparents VALUES (1), (2), (3)",
                        "UPDATE parents SET grandparent_id = CASE WHEN id <= 3004 THEN 1 WHEN id <= 3009 THEN 2 ELSE 3 END"
                                + " WHERE id BETWEEN 3000 AND 3019",
                        "DELETE FROM grandparents WHERE id IN (1, 2)");
        expectGone(3000, 3009, 3010, 3019);
    }

    @Test
    void aRolledBackDeleteTakesNothingAlong() throws SQLException {
        family(4000, 2);
        try (Connection connection = stack.parents().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("DELETE FROM parents WHERE id BETWEEN 4000 AND 4001");
            connection.rollback();
        }
        throughout().until(() -> childrenBetween(4000, 4001) == 6);
    }

    @Test
    void threeLevelsInThreeDatabasesGoTogetherAndAreOneTrace() {
        // Given
        family(5000, 2);
        eventually().until(() -> stack.grandchildren().count("cascade.child_service__children__id") > 0);
        stack.children()
                .values("SELECT id FROM children WHERE parent_id IN (5000, 5001)")
                .forEach(this::addGrandchildren);
        long before = stack.grandchildren().count("grandchildren");

        // When
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        stack.parentApi().delete("/parents/5000", "traceparent", traceparent);

        // Then
        eventually().until(() -> stack.grandchildren().count("grandchildren") == before - 6);
        assertThat(childrenBetween(5000, 5000)).isZero();
        assertThat(List.of(stack.parents(), stack.children(), stack.grandchildren()))
                .allSatisfy(service -> assertThat(service.values("SELECT traceparent FROM cascade.outbox"))
                        .as(service.url())
                        .contains(traceparent));
        assertThat(new Topic(stack.running().bootstrapServers(), "cascade.child-service.public.children")
                        .read("deletion"))
                .extracting(event -> event.headers().lastHeader("traceparent").value())
                .contains(traceparent.getBytes(StandardCharsets.UTF_8));
        throughout().untilAsserted(() -> {
            assertThat(stack.grandchildren().count("grandchildren")).isEqualTo(before - 6);
            assertThat(childrenBetween(5001, 5001)).isEqualTo(3);
        });
        String deletion = stack.parents()
                .values(
                        "SELECT deletion_id FROM cascade.outbox WHERE payload LIKE '%[5000]%' AND deletion_id IS NOT NULL")
                .get(0);
        assertThat(stack.childApi()
                        .get("/deletions/" + deletion)
                        .json()
                        .at("/origin")
                        .textValue())
                .isEqualTo("children-parent");
        eventually().untilAsserted(() -> assertThat(stack.parentApi()
                        .get("/deletions/" + deletion)
                        .json()
                        .at("/state")
                        .textValue())
                .isEqualTo("settled"));
        assertThat(stack.childApi()
                        .get("/deletions/" + deletion)
                        .json()
                        .at("/state")
                        .textValue())
                .isEqualTo("settled");
        JsonNode top = stack.parentApi().get("/deletions/" + deletion).json();
        assertThat(top.at("/rows").intValue()).isEqualTo(9);
        for (JsonNode relationship : top.at("/relationships")) {
            boolean children = relationship.at("/name").textValue().equals("children-parent");
            assertThat(relationship.at("/state").textValue()).isEqualTo("settled");
            assertThat(relationship.at("/rows").intValue()).isEqualTo(children ? 3 : 0);
            assertThat(relationship.at("/rowsBelow").intValue()).isEqualTo(children ? 6 : 0);
        }
    }

    @Test
    void aChildOfAnOpenTransactionNeverSurvivesItsParentAndALaterOneIsRefused() throws SQLException {
        // Given
        family(6000, 2);
        try (Connection slow = stack.children().connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("INSERT INTO children (parent_id, name) VALUES (6000, 'late')");

            // When
            stack.parents().run("DELETE FROM parents WHERE id IN (6000, 6001)");
            eventually().until(() -> childrenBetween(6001, 6001) == 0);
            slow.commit();
        }

        // Then
        eventually().until(() -> childrenBetween(6000, 6000) == 0);
        throughout().until(() -> childrenBetween(6000, 6001) == 0);
        try (Connection after = stack.children().connect();
                Statement statement = after.createStatement()) {
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    SQLException.class,
                                    () -> statement.execute(
                                            "INSERT INTO children (parent_id, name) VALUES (6000, 'x')"))
                            .getSQLState())
                    .isEqualTo("23503");
        }
        assertThat(stack.childApi().post("/children", "{\"parentId\": 6000, \"name\": \"x\"}"))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(409))
                .satisfies(answer -> assertThat(answer.text()).contains("6000"));
    }

    private long create(String name) {
        Api.Answer created = stack.parentApi().post("/parents", "{\"name\": \"%s\"}".formatted(name));
        assertThat(created.status()).isEqualTo(201);
        return created.json().get("id").longValue();
    }

    private int childrenOf(long parent) {
        return stack.childApi()
                .get("/parents/" + parent + "/children")
                .json()
                .get("items")
                .size();
    }

    /** Parents from the id on, with three children each. */
    private void family(int from, int parents) {
        int to = from + parents - 1;
        stack.parents()
                .run("INSERT INTO parents (id, name) SELECT g, 'p' FROM generate_series(%d, %d) g".formatted(from, to));
        eventually()
                .until(() -> stack.children()
                                .count("cascade.parent_service__parents__id WHERE id BETWEEN %d AND %d"
                                        .formatted(from, to))
                        == parents);
        stack.children()
                .run(
                        "INSERT INTO children (parent_id, name) SELECT g, 'c' FROM generate_series(%d, %d) g, generate_series(1, 3)"
                                .formatted(from, to));
    }

    private void addGrandchildren(String child) {
        eventually()
                .until(() ->
                        stack.grandchildren().count("cascade.child_service__children__id WHERE id = " + child) == 1);
        stack.grandchildren().run("INSERT INTO grandchildren (child_id) VALUES (%s), (%s)".formatted(child, child));
    }

    private long childrenBetween(int from, int to) {
        return stack.children().count("children WHERE parent_id BETWEEN %d AND %d".formatted(from, to));
    }

    private void expectGone(int from, int to, int neighboursFrom, int neighboursTo) {
        eventually().until(() -> childrenBetween(from, to) == 0);
        throughout()
                .until(() -> childrenBetween(neighboursFrom, neighboursTo) == 3L * (neighboursTo - neighboursFrom + 1));
    }
}
