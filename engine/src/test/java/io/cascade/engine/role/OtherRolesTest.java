/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.testing.TestService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the connector's role and the engine's own cannot do. */
class OtherRolesTest {

    private static final Map<String, Set<String>> MAY = Map.of(
            "cascade.outbox", Set.of("SELECT"),
            "cascade.heartbeat", Set.of("SELECT", "INSERT", "DELETE"));

    private static RoleFixture roles;

    @BeforeAll
    static void install() {
        roles = new RoleFixture();
    }

    @AfterAll
    static void drop() {
        roles.dropSlots();
    }

    @Test
    void debeziumReadsTheOutboxAndWritesTheHeartbeatAndNothingElse() {
        for (String name : List.of("a", "b")) {
            TestService owner = roles.owner(name);
            TestService debezium = roles.debezium(name);
            owner.values(
                            String.class,
                            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f')"
                                    + " AND relnamespace IN ('cascade'::regnamespace, 'public'::regnamespace)")
                    .forEach(relation -> {
                        Set<String> may = MAY.getOrDefault(relation, Set.of());
                        assertMay(may, "SELECT", debezium, "SELECT FROM " + relation);
                        assertMay(may, "INSERT", debezium, "INSERT INTO " + relation + " DEFAULT VALUES");
                        assertMay(may, "DELETE", debezium, "DELETE FROM " + relation);
                        assertMay(may, "TRUNCATE", debezium, "TRUNCATE " + relation);
                    });
            assertThat(owner.values(
                            String.class,
                            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'cascade'::regnamespace"
                                    + " AND has_function_privilege(current_database() || '_debezium', oid, 'EXECUTE')"))
                    .isEmpty();
            for (String statement : List.of(
                    "ALTER PUBLICATION cascade_outbox ADD TABLE cascade.inbox",
                    "CREATE PUBLICATION all_tables FOR ALL TABLES",
                    "CREATE TABLE cascade.mine (id int)",
                    "SELECT nextval('cascade.key_version')")) {
                assertMay(Set.of(), "", debezium, statement);
            }
        }
    }

    @Test
    void theConnectorsHeartbeatWorks() {
        roles.debezium("a")
                .sql("WITH swept AS (DELETE FROM cascade.heartbeat WHERE at < now() - interval '1 minute')"
                        + " INSERT INTO cascade.heartbeat (at) VALUES (now())");
        assertThat(roles.owner("a").count("cascade.heartbeat")).isPositive();
    }

    /** The engine owns the tables that contracts name; those of others in the database stay closed to it. */
    @Test
    void theEngineCannotTouchATableThatNoContractNamesAndItDoesNotOwn() {
        // Given a table of somebody else, whose rows go with the children by a foreign key of its own
        TestService b = roles.owner("b");
        String other = b.createRole("other", "LOGIN");
        b.sql("GRANT CREATE ON SCHEMA public TO " + other, "GRANT REFERENCES ON c TO " + other);
        b.as("other")
                .sql(
                        "CREATE TABLE secret (id bigserial PRIMARY KEY, c bigint REFERENCES c ON DELETE CASCADE)",
                        "CREATE INDEX ON secret (c)");
        roles.application("a").sql("INSERT INTO p VALUES (1), (2)");
        roles.system.deliver();
        roles.application("b").sql("INSERT INTO c (id, p) VALUES (101, 1), (102, 2)");
        b.as("other").sql("INSERT INTO secret (c) VALUES (101), (102)");

        // When / Then
        for (String statement : List.of(
                "SELECT FROM secret",
                "INSERT INTO secret (c) VALUES (101)",
                "UPDATE secret SET c = NULL",
                "DELETE FROM secret",
                "TRUNCATE secret",
                "ALTER TABLE secret DISABLE TRIGGER ALL")) {
            assertMay(Set.of(), "", b, statement);
        }

        // And its own foreign key works all the same, with its owner's rights
        roles.application("a").sql("DELETE FROM p WHERE id = 1");
        roles.system.deliver();
        assertThat(b.as("other").values(Long.class, "SELECT c FROM secret")).containsExactly(102L);
        assertThat(b.values(Long.class, "SELECT id FROM c")).containsExactly(102L);
    }

    private static void assertMay(Set<String> may, String privilege, TestService role, String statement) {
        if (may.contains(privilege)) {
            role.sql("BEGIN; " + statement + "; ROLLBACK");
        } else {
            assertThatThrownBy(() -> role.sql("BEGIN; " + statement + "; ROLLBACK"))
                    .as(statement)
                    .rootCause()
                    .extracting(failure -> ((java.sql.SQLException) failure).getSQLState())
                    .as("%s", statement)
                    .isEqualTo("42501");
        }
    }
}
