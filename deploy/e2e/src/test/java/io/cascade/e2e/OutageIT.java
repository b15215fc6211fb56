/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.testkit.StackCondition;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What passes is waited for, visibly, and nothing is lost or out of order afterwards. */
@ExtendWith({StackCondition.class, Family.class})
class OutageIT {

    private final Stack stack;

    OutageIT(Stack stack) {
        this.stack = stack;
    }

    @AfterEach
    void letEverybodyIn() throws SQLException {
        allowConnections(true);
    }

    @Test
    void aChildDatabaseThatIsAwayIsRetriedInOrder() throws SQLException {
        // Given
        stack.parents().run("INSERT INTO parents (id, name) SELECT g, 'p' FROM generate_series(7000, 7009) g");
        eventually().until(() -> keys() == 10);
        stack.children().run("INSERT INTO children (parent_id, name) SELECT g, 'c' FROM generate_series(7000, 7009) g");

        // When
        allowConnections(false);
        stack.parents()
                .run(
                        "DELETE FROM parents WHERE id BETWEEN 7000 AND 7004",
                        "INSERT INTO parents (id, name) VALUES (7000, 'again')",
                        "DELETE FROM parents WHERE id = 7001");
        eventually().untilAsserted(() -> assertThat(stack.childApi().get("/q/health/ready"))
                .satisfies(ready -> assertThat(ready.status()).isEqualTo(503))
                .satisfies(ready -> assertThat(ready.text()).contains("retried")));
        assertThat(stack.childApi().get("/q/health/live").status()).isEqualTo(200);
        allowConnections(true);

        // Then
        eventually().until(() -> keys() == 6);
        eventually().until(() -> children() == 5);
        throughout().until(() -> children() == 5 && keys() == 6);
        eventually().until(() -> stack.childApi().get("/q/health/ready").status() == 200);
    }

    @Test
    void aConnectorThatIsRestartedInTheMiddleLosesNothing() {
        // Given
        stack.parents().run("INSERT INTO parents (id, name) SELECT g, 'p' FROM generate_series(3000000, 3029999) g");

        // When
        for (int i = 0; i < 30; i++) {
            int from = 3_000_000 + i * 1000;
            stack.parents().run("DELETE FROM parents WHERE id BETWEEN %d AND %d".formatted(from, from + 998));
            if (i % 10 == 5) {
                new Api(stack.running().connectUrl()).post("/connectors/parent-service/restart?includeTasks=true", "");
            }
        }

        // Then
        eventually()
                .until(() -> stack.children()
                                .count("cascade.parent_service__parents__id WHERE id BETWEEN 3000000 AND 3029999")
                        == 30);
        assertThat(stack.children()
                        .count("cascade.parent_service__parents__id WHERE id BETWEEN 3000000 AND 3029999"
                                + " AND id % 1000 = 999"))
                .isEqualTo(30);
        eventually().until(() -> stack.parents().count("cascade.delivery WHERE state <> 'settled'") == 0);
    }

    private void allowConnections(boolean allow) throws SQLException {
        String database = URI.create(stack.service("child-service").jdbcUrl().substring("jdbc:".length()))
                .getPath()
                .substring(1);
        try (Connection admin = DriverManager.getConnection(
                        stack.service("parent-service").superuserJdbcUrl());
                Statement statement = admin.createStatement()) {
            statement.execute("ALTER DATABASE \"" + database + "\" WITH ALLOW_CONNECTIONS " + allow);
            if (!allow) {
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                        + "' AND backend_type = 'client backend'");
            }
        }
    }

    private long keys() {
        return stack.children().count("cascade.parent_service__parents__id WHERE id BETWEEN 7000 AND 7009");
    }

    private long children() {
        return stack.children().count("children WHERE parent_id BETWEEN 7000 AND 7009");
    }
}
