/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.testkit.RunningStack;
import io.cascade.testkit.StackCondition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A grandchild holds its child by RESTRICT, so it holds the parent too, three databases away. */
@ExtendWith(StackCondition.class)
class RestrictIT {

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = new Stack(
                RunningStack.builder().contracts(Path.of("src/test/guarded")).start());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.running().close();
        }
    }

    @Test
    void theApiNamesWhoHoldsTheParentAndDeletesItWhenNobodyDoes() {
        // Given
        long parent = parentWithTwoChildren(100);
        long neighbour = parentWithTwoChildren(200);
        stack.grandchildren().run("INSERT INTO grandchildren (child_id) VALUES (101), (101), (102), (201)");

        // When
        Api.Answer refused = stack.parentApi().delete("/parents/" + parent);

        // Then
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().at("/type").textValue()).isEqualTo("urn:cascade:problem:deletion-refused");
        assertThat(refused.json().at("/relationship").textValue()).isEqualTo("grandchildren-child");
        assertThat(refused.json().at("/rows").intValue()).isEqualTo(3);
        assertThat(refused.json().at("/sqlState").textValue()).isEqualTo("23001");
        assertThat(children()).contains("101", "102", "201", "202");
        eventually().untilAsserted(() -> assertNothingIsMarked());

        // When
        stack.grandchildren().run("DELETE FROM grandchildren WHERE child_id IN (101, 102)");
        Api.Answer deleted = stack.parentApi().delete("/parents/" + parent);

        // Then
        assertThat(deleted.status()).isEqualTo(202);
        eventually().untilAsserted(() -> assertThat(children()).doesNotContain("101", "102"));
        String deletion = deleted.location().replaceFirst("^https?://[^/]+", "");
        eventually().untilAsserted(() -> assertThat(
                        stack.parentApi().get(deletion).json().at("/state").textValue())
                .isEqualTo("settled"));
        assertThat(stack.parentApi().delete("/parents/" + parent).status()).isEqualTo(404);
        throughout().untilAsserted(() -> {
            assertThat(children()).contains("201", "202");
            assertThat(stack.grandchildren().count("grandchildren WHERE child_id = 201"))
                    .isOne();
            assertThat(stack.parentApi().get("/parents/" + neighbour).status()).isEqualTo(200);
        });
    }

    @Test
    void plainSqlIsRefusedAndToldHowToAsk() {
        // Given
        parentWithTwoChildren(300);

        // When / Then
        assertThatThrownBy(() -> stack.parents().run("DELETE FROM parents WHERE id = 300"))
                .hasMessageContaining("23001")
                .hasMessageContaining("cascade.request_deletion('public.parents'");
        String deletion = request(300, "30 s");
        eventually().untilAsserted(() -> assertThat(state(deletion)).isEqualTo("executed"));
        eventually().untilAsserted(() -> assertThat(children()).doesNotContain("301", "302"));
    }

    @Test
    void aServiceThatIsDownKeepsEverythingAndTheAnswerSaysWhoIsMissing() {
        // Given
        long parent = parentWithTwoChildren(400);
        stack.service("grandchild-service").stop();

        // When
        String deletion = request(parent, "2 s");
        eventually().untilAsserted(() -> assertThat(state(deletion)).isEqualTo("refused"));

        // Then
        assertThat(stack.parents().values("SELECT reason FROM cascade.intent WHERE deletion_id = '" + deletion + "'"))
                .first()
                .asString()
                .contains("no answer until the deadline for: children-parent");
        assertThat(children()).contains("401", "402");

        // When it is back
        stack.service("grandchild-service").restart();
        eventually().untilAsserted(() -> assertNothingIsMarked());
        stack.grandchildren().run("INSERT INTO grandchildren (child_id) VALUES (401)");
        assertThat(stack.parentApi().delete("/parents/" + parent).status()).isEqualTo(409);
    }

    @Test
    void aVoteGoesOnWhereACrashOfAnyServiceHasStoppedIt() throws Exception {
        // Given
        long parent = parentWithTwoChildren(500);
        try (Connection slow = stack.grandchildren().connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("INSERT INTO grandchildren (child_id) VALUES (501)");
            String deletion = request(parent, "10 min");
            eventually().until(() -> stack.grandchildren().count("cascade.ballot WHERE state = 'waiting'") == 1);

            // When
            for (String service : List.of("grandchild-service", "child-service", "parent-service")) {
                stack.service(service).kill();
                stack.service(service).restart();
            }
            assertThat(state(deletion)).isEqualTo("voting");
            slow.rollback();

            // Then
            eventually().untilAsserted(() -> assertThat(state(deletion)).isEqualTo("executed"));
        }
        eventually().untilAsserted(() -> assertThat(children()).doesNotContain("501", "502"));
        assertThat(stack.parentApi().get("/parents/" + parent).status()).isEqualTo(404);
        eventually().untilAsserted(() -> assertNothingIsMarked());
    }

    private static long parentWithTwoChildren(long parent) {
        stack.parents().run("INSERT INTO parents (id, name) VALUES (%d, 'p')".formatted(parent));
        eventually()
                .until(() -> stack.children().count("cascade.parent_service__parents__id WHERE id = " + parent) == 1);
        stack.children()
                .run("INSERT INTO children (id, parent_id, name) VALUES (%d, %d, 'a'), (%d, %2$d, 'b')"
                        .formatted(parent + 1, parent, parent + 2));
        eventually()
                .until(() -> stack.grandchildren()
                                .count("cascade.child_service__children__id WHERE id BETWEEN %d AND %d"
                                        .formatted(parent + 1, parent + 2))
                        == 2);
        return parent;
    }

    private static List<String> children() {
        return stack.children().values("SELECT id FROM children");
    }

    private static String request(long parent, String patience) {
        return stack.parents()
                .values("SELECT cascade.request_deletion('parents', 'id = %d', '%s')".formatted(parent, patience))
                .get(0);
    }

    private static String state(String deletion) {
        return stack.parents()
                .values("SELECT state FROM cascade.intent WHERE deletion_id = '" + deletion + "'")
                .get(0);
    }

    private static void assertNothingIsMarked() {
        assertThat(stack.children().count("cascade.parent_service__parents__id WHERE intended_by IS NOT NULL"))
                .isZero();
        assertThat(stack.grandchildren().count("cascade.child_service__children__id WHERE intended_by IS NOT NULL"))
                .isZero();
        assertThat(stack.children().count("cascade.intent_key")).isZero();
        assertThat(stack.grandchildren().count("cascade.ballot")).isZero();
    }
}
