/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements and tables of every shape publish, judged by what the subscriber makes of it. */
class CaptureTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    @Test
    void aStatementThatDeletesAKeyAndCreatesItAgainLeavesItAlive() {
        // Given
        TestService parents = parents("CREATE TABLE p (id bigint PRIMARY KEY, code text)");
        TestService children = children();
        parents.sql("INSERT INTO p VALUES (1, 'old'), (2, 'old too')");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c VALUES (1), (2)");

        // When
        parents.sql("MERGE INTO p USING (VALUES ('old', 0), ('new', 1)) AS s (code, id) ON p.code = s.code"
                + " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.code)");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(parents.values(Long.class, "SELECT id FROM p ORDER BY 1")).containsExactly(1L, 2L);
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id ORDER BY 1"))
                .containsExactly(1L, 2L);
        assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(2L);
    }

    @Test
    void aRowThatATriggerOfTheTablePutsBackStaysAlive() {
        // Given
        TestService parents = parents(
                "CREATE TABLE p (id bigint PRIMARY KEY)",
                "CREATE FUNCTION back() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN INSERT INTO p VALUES (OLD.id); RETURN NULL; END$$",
                "CREATE TRIGGER back AFTER DELETE ON p FOR EACH ROW WHEN (OLD.id = 0) EXECUTE FUNCTION back()");
        TestService children = children();
        parents.sql("INSERT INTO p VALUES (0), (1)");
        children.receive(parents.takeOutbox());

        // When
        parents.sql("DELETE FROM p");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(0L);
    }

    @Test
    void aRowThatATriggerOfTheTableDeletesAtOnceIsNotAlive() {
        // Given
        TestService parents = parents(
                "CREATE TABLE p (id bigint PRIMARY KEY)",
                "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN DELETE FROM p WHERE id = NEW.id; RETURN NULL; END$$",
                "CREATE TRIGGER drop_it AFTER INSERT ON p FOR EACH ROW WHEN (NEW.id < 0) EXECUTE FUNCTION drop_it()");
        TestService children = children();

        // When
        parents.sql("INSERT INTO p VALUES (-1), (1)");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(1L);
    }

    @Test
    void aTreeInOneTableIsPublishedLevelByLevel() {
        // Given
        TestService parents = parents(
                "CREATE TABLE p (id bigint PRIMARY KEY, up bigint REFERENCES p ON DELETE CASCADE)",
                "CREATE INDEX ON p (up)");
        TestService children = children();
        parents.sql("INSERT INTO p SELECT g, nullif(g / 2, 0) FROM generate_series(1, 200) g");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c SELECT generate_series(1, 200)");

        // When
        parents.sql("DELETE FROM p WHERE id = 2");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1"))
                .isEqualTo(parents.values(Long.class, "SELECT id FROM p ORDER BY 1"))
                .hasSizeBetween(1, 199);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x-y\"|x_y", "\"x__y\"|x.y", "\"X\"|x", "\"it.s\"|\"it s\""})
    void tablesWithSimilarNamesPublishTheirOwnKeys(String tables) {
        // Given
        String one = tables.split("\\|")[0];
        String other = tables.split("\\|")[1];
        Contracts contracts = TestContracts.of(
                "one: a." + one + "(id bigint) <- b.c1(fk) CASCADE",
                "other: a." + other + "(id bigint) <- b.c2(fk) CASCADE");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE SCHEMA x", "CREATE TABLE " + one + " (id bigint PRIMARY KEY)")
                .sql("CREATE TABLE " + other + " (id bigint PRIMARY KEY)")
                .install();
        TestService children = new TestService("b", contracts)
                .sql("CREATE TABLE c1 (fk bigint)", "CREATE INDEX ON c1 (fk)")
                .sql("CREATE TABLE c2 (fk bigint)", "CREATE INDEX ON c2 (fk)")
                .install();
        parents.sql("INSERT INTO " + one + " VALUES (1)", "INSERT INTO " + other + " VALUES (1)");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c1 VALUES (1)", "INSERT INTO c2 VALUES (1)");

        // When
        parents.sql("DELETE FROM " + one);
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.count("c1")).isZero();
        assertThat(children.count("c2")).isEqualTo(1);
    }

    @Test
    void keysWhoseColumnsReadAlikePublishForTheirOwnRelationship() {
        // Given
        Contracts contracts = TestContracts.of(
                "pair: a.p(x bigint, y bigint) <- b.c1(fx, fy) CASCADE", "single: a.p(x_y bigint) <- b.c2(fk) CASCADE");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (x bigint, y bigint, x_y bigint UNIQUE, PRIMARY KEY (x, y))")
                .install();
        TestService children = new TestService("b", contracts)
                .sql("CREATE TABLE c1 (fx bigint, fy bigint)", "CREATE INDEX ON c1 (fx, fy)")
                .sql("CREATE TABLE c2 (fk bigint)", "CREATE INDEX ON c2 (fk)")
                .install();
        parents.sql("INSERT INTO p VALUES (1, 2, 3)");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c1 VALUES (1, 2)", "INSERT INTO c2 VALUES (3)");

        // When
        parents.sql("DELETE FROM p");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.count("c1")).isZero();
        assertThat(children.count("c2")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a?b",
                "a{0}b",
                "it''s",
                "back\\\\slash",
                "per%s%%cent",
                "co:lon::x",
                "--dash",
                "/*c*/",
                "$$",
                "semi;colon",
                "{d}",
                "ü😀",
                "a\"\"b",
                "E''"
            })
    void anyNameThatPostgresAllowsWorks(String name) {
        // Given: the name in YAML's single quotes and SQL's double quotes
        String sql = "\"" + name.replace("''", "'").replace("\\\\", "\\") + "\"";
        String yaml = "\"" + name.replace("\\\\", "\\") + "\"";
        Contracts contracts =
                TestContracts.of("r: a." + yaml + "(" + yaml + " text) <- b." + yaml + "(" + yaml + ") CASCADE");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE " + sql + " (" + sql + " text PRIMARY KEY)", "INSERT INTO " + sql + " VALUES ('0')")
                .install();
        TestService children = new TestService("b", contracts)
                .sql("CREATE TABLE " + sql + " (" + sql + " text)", "CREATE INDEX ON " + sql + " (" + sql + ")")
                .install();
        parents.receiveReports(children.takeOutbox());
        parents.backfill();
        parents.sql("INSERT INTO " + sql + " VALUES ('it''s'), ('b')");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO " + sql + " VALUES ('it''s'), ('b'), ('0')");

        // When
        parents.sql("DELETE FROM " + sql + " WHERE " + sql + " <> 'b'");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.values(String.class, "SELECT * FROM cascade.\"" + replica(children) + "\""))
                .hasSize(1);
        assertThat(children.count("cascade.\"" + replica(children) + "\"")).isEqualTo(1);
    }

    @Test
    void backfillAndTriggersPutAKeyIntoTheSameBucketWhateverTheTimeZoneOfTheSession() {
        // Given
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
        try {
            Contracts contracts = TestContracts.of("r: a.p(k timestamptz) <- b.c(fk) CASCADE");
            TestService parents = new TestService("a", contracts)
                    .sql("CREATE TABLE p (k timestamptz PRIMARY KEY)")
                    .install();
            TestService children = new TestService("b", contracts)
                    .sql("CREATE TABLE c (fk timestamptz)", "CREATE INDEX ON c (fk)")
                    .install();
            parents.sql("INSERT INTO p SELECT '2026-01-01 00:00:00Z'::timestamptz + g * interval '1 hour'"
                    + " FROM generate_series(1, 100) g");
            parents.takeOutbox();

            // When
            parents.receiveReports(children.takeOutbox());
            parents.backfill();

            // Then
            String keys =
                    "(SELECT record_key, json_array_elements_text(payload::json -> 'keys' -> 'k')::timestamptz AS k"
                            + " FROM cascade.outbox WHERE type LIKE '%created%') AS published";
            assertThat(parents.count(keys)).isEqualTo(200);
            assertThat(parents.count("(SELECT DISTINCT record_key, k FROM " + keys + ") AS placed"))
                    .isEqualTo(100);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void nobodyElseMayAttachTheTriggerFunctionsToATableOfTheirOwn() {
        TestService parents = parents("CREATE TABLE p (id bigint PRIMARY KEY)");
        assertThat(parents.values(
                        String.class,
                        "SELECT p.proname::text FROM pg_proc p WHERE p.pronamespace = 'cascade'::regnamespace"
                                + " AND p.prosecdef AND has_function_privilege('public', p.oid, 'EXECUTE')"))
                .isEmpty();
    }

    @Test
    void aDeletionSpansTheStatementsOfItsTransactionAndOutlivesASavepoint() {
        // Given
        TestService parents = parents("CREATE TABLE p (id bigint PRIMARY KEY)");
        parents.sql("INSERT INTO p SELECT generate_series(1, 9)");

        // When
        parents.sql(
                "BEGIN; SAVEPOINT s; DELETE FROM p WHERE id = 1; ROLLBACK TO s; DELETE FROM p WHERE id = 2;"
                        + " SAVEPOINT t; DELETE FROM p WHERE id = 3; RELEASE t; DELETE FROM p WHERE id = 4; COMMIT",
                "DELETE FROM p WHERE id = 5");

        // Then
        assertThat(parents.values(Long.class, "SELECT count(*) FROM cascade.delivery GROUP BY deletion_id"))
                .containsExactlyInAnyOrder(3L, 1L);
        assertThat(parents.count("cascade.deletion")).isEqualTo(2);
    }

    private static String replica(TestService children) {
        return children.values(
                        String.class,
                        "SELECT relname::text FROM pg_class WHERE relnamespace = 'cascade'::regnamespace AND relkind = 'r'"
                                + " AND relname LIKE 'a\\_\\_%' AND relname NOT LIKE '%\\_\\_held'"
                                + " AND relname NOT LIKE '%\\_\\_deleted'")
                .get(0);
    }

    private static TestService parents(String... ddl) {
        return new TestService("a", CONTRACTS).sql(ddl).install();
    }

    private static TestService children() {
        return new TestService("b", CONTRACTS)
                .sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)")
                .install();
    }
}
