/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.testkit.StackCondition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A child that comes before its parent, or without one. */
@ExtendWith({StackCondition.class, Family.class})
class EventualIT {

    private static final String REPLICA = "cascade.parent_service__airports__code";

    private final Stack stack;

    EventualIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void aChildMayComeBeforeItsParentAndOneWithoutAParentGoes() throws SQLException {
        // Given
        eventually().until(() -> state().equals("enforced"));
        eventually().until(() -> stack.children().count("cascade.relationship WHERE state = 'observing'") == 0);

        // When an airport follows its flight before anybody can ask for it, and another one never does
        try (Connection early = stack.children().connect();
                Statement statement = early.createStatement()) {
            early.setAutoCommit(false);
            statement.execute("INSERT INTO flights VALUES ('C1', 'CGN'), ('X1', 'XXX'), ('N1', NULL)");
            stack.parents().run("INSERT INTO airports VALUES ('CGN'), ('FRA')");
            early.commit();
        }

        // Then
        eventually().until(() -> stack.children().count("flights WHERE number = 'X1'") == 0);
        eventually()
                .until(() ->
                        stack.children().count(REPLICA + " WHERE code = 'CGN' AND provisional_since IS NULL") == 1);
        throughout().untilAsserted(() -> {
            assertThat(stack.children().values("SELECT number FROM flights ORDER BY 1"))
                    .containsExactly("C1", "N1");
            assertThat(stack.children().values("SELECT code FROM " + REPLICA)).containsExactly("CGN");
        });

        // And a parent whose event came long before its child is asked for, and its delete cascades
        stack.children().run("INSERT INTO flights VALUES ('F1', 'FRA'), ('F2', 'FRA')");
        eventually()
                .until(() ->
                        stack.children().count(REPLICA + " WHERE code = 'FRA' AND provisional_since IS NULL") == 1);
        stack.parents().run("DELETE FROM airports WHERE code = 'FRA'");
        eventually().until(() -> stack.children().count("flights WHERE airport_code = 'FRA'") == 0);
        throughout().until(() -> stack.children().count("flights") == 2);
    }

    private String state() {
        return stack.childApi()
                .get("/relationships/flights-airport")
                .json()
                .get("state")
                .textValue();
    }
}
