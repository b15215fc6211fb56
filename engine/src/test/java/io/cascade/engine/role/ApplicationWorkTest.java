/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.testing.TestService;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the application is there for works as it does for the owner. */
class ApplicationWorkTest {

    @Test
    void everyKindOfRelationshipBehavesAsForTheOwner() {
        // When the same is done by the owner in one system and by the application's role in another
        List<String> byOwner = run(roles -> roles::owner);
        List<String> byApplication = run(roles -> roles::application);

        // Then
        assertThat(byApplication).containsExactlyElementsOf(byOwner);
        assertThat(byOwner).contains("refused: 23503", "refused: 23001", "request: executed", "request: refused res 1");
    }

    private static List<String> run(Function<RoleFixture, Function<String, TestService>> as) {
        RoleFixture roles = new RoleFixture();
        try {
            return work(roles, as.apply(roles));
        } finally {
            roles.dropSlots();
        }
    }

    private static List<String> work(RoleFixture roles, Function<String, TestService> as) {
        List<String> log = new ArrayList<>();
        TestService a = as.apply("a");
        TestService b = as.apply("b");
        TestService d = as.apply("d");
        a.sql(
                "INSERT INTO p SELECT g, 'n' || g FROM generate_series(1, 3000) g",
                "INSERT INTO local (p) SELECT g FROM generate_series(1, 100) g",
                "INSERT INTO g SELECT generate_series(1, 3)",
                "INSERT INTO o SELECT generate_series(1, 3)");
        roles.system.deliver();

        // Inserts, checked by strict relationships and accepted by the eventual one
        b.sql(
                "INSERT INTO c (p) SELECT g % 3000 + 1 FROM generate_series(1, 6000) g",
                "INSERT INTO n (p) SELECT g FROM generate_series(1, 10) g",
                "INSERT INTO r (g) VALUES (1)",
                "INSERT INTO k (o) VALUES (1), (1), (2)",
                "INSERT INTO e (q) VALUES (7)");
        log.add(refusal(b, "INSERT INTO c (p) VALUES (99999)"));
        a.sql("INSERT INTO q VALUES (7), (8)");
        roles.system.deliver();
        d.sql("INSERT INTO x (c) SELECT g FROM generate_series(1, 6000) g");
        log.add(refusal(d, "INSERT INTO x (c) VALUES (99999)"));
        state(roles, log);

        // One row, many rows, by a local foreign key, without copies, and with children that stay
        a.sql("DELETE FROM p WHERE id = 1", "DELETE FROM p WHERE id > 1500");
        roles.system.deliver();
        state(roles, log);
        a.sql("BEGIN; SET LOCAL cascade.retain = 'off'; DELETE FROM p WHERE id BETWEEN 10 AND 20; COMMIT");
        log.add(refusal(a, "BEGIN; SET LOCAL cascade.propagation = 'nonsense'; DELETE FROM p WHERE id = 5; COMMIT"));
        a.sql("BEGIN; SET LOCAL cascade.propagation = 'orphan'; DELETE FROM p WHERE id = 21; COMMIT");
        roles.system.deliver();
        b.sql("DELETE FROM c WHERE p = 30", "UPDATE c SET p = 31 WHERE p = 32");
        roles.system.deliver();
        state(roles, log);

        // Taken out of a collection
        b.sql("UPDATE k SET o = NULL WHERE id = 1");
        a.sql("DELETE FROM o WHERE id = 2");
        roles.system.deliver();

        // With consent
        log.add(refusal(a, "DELETE FROM g WHERE id = 2"));
        log.add(request(roles, a, "id = 1"));
        log.add(request(roles, a, "id IN (2, 3)"));
        log.add(request(roles, a, "id = 99"));

        // What the parent tables refuse
        log.add(refusal(a, "UPDATE p SET id = -id WHERE id = 40"));
        state(roles, log);

        // And back again
        roles.owner("a").sql("UPDATE p SET name = 'kept' WHERE id = 40");
        a.sql("DELETE FROM p WHERE id = 40");
        roles.system.deliver();
        state(roles, log);
        return log;
    }

    private static String request(RoleFixture roles, TestService a, String condition) {
        UUID deletion = a.dsl()
                .fetchSingle("SELECT cascade.request_deletion('g', ?, '10 min')", condition)
                .get(0, UUID.class);
        roles.system.deliver();
        return deletion == null
                ? "request: nothing"
                : "request: "
                        + a.dsl()
                                .fetchSingle(
                                        "SELECT concat_ws(' ', state, relationship, rows) FROM cascade.requested_deletion(?)",
                                        deletion)
                                .get(0, String.class);
    }

    private static String refusal(TestService service, String sql) {
        Throwable[] failure = new Throwable[1];
        assertThatThrownBy(() -> service.sql(sql)).as(sql).satisfies(thrown -> failure[0] = thrown);
        Throwable cause = failure[0];
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "refused: " + ((java.sql.SQLException) cause).getSQLState();
    }

    /** All rows of all tables that are not the engine's, and what the engine has written in numbers. */
    private static void state(RoleFixture roles, List<String> log) {
        for (TestService service : roles.system.services()) {
            for (String table : service.values(
                    String.class,
                    "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1")) {
                log.add(service.name() + "." + table + " " + service.count(table) + " "
                        + service.values(
                                String.class,
                                "SELECT md5(string_agg(t::text, ';' ORDER BY t::text)) FROM " + table + " t"));
            }
            for (String written : List.of(
                    "SELECT concat_ws(' ', type, topic, count(*), sum(keys)) FROM cascade.outbox GROUP BY type, topic ORDER BY 1",
                    "SELECT concat_ws(' ', d.relationship, d.state, d.cause_relationship, sum(d.keys), sum(d.rows), sum(d.rows_below))"
                            + " FROM cascade.delivery d GROUP BY d.relationship, d.state, d.cause_relationship ORDER BY 1",
                    "SELECT concat_ws(' ', origin, propagation, retain, count(*)) FROM cascade.deletion GROUP BY 1, origin, propagation, retain ORDER BY 1",
                    "SELECT concat_ws(' ', relation, kind, relationship, cause_event IS NULL, count(*)) FROM cascade.retained_row"
                            + " GROUP BY relation, kind, relationship, cause_event IS NULL ORDER BY 1",
                    "SELECT concat_ws(' ', reason) FROM cascade.dead_letter ORDER BY 1")) {
                String query = written.replace("GROUP BY 1, ", "GROUP BY ");
                log.add(service.name() + ": " + service.values(String.class, query));
            }
        }
    }
}
