/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static io.cascade.engine.subscribe.ChangedRows.drain;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import org.junit.jupiter.api.Test;

/** Parents with more children than one transaction may change, with composite keys and in several tables. */
class ManyChildrenOfKindsTest {

    private static final int ROWS = 100;

    private TestService parents;
    private TestService children;
    private ChangedRows changed;

    @Test
    void ofACompositeKeyAreDeletedInBoundedTransactions() {
        // Given
        composite("CASCADE", "tenant text, fk bigint");
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE tenant = 'it''s' AND id = 1");
        handler.handle(parents.takeOutbox());
        assertThat(handler.busy()).isTrue();
        drain(handler);

        // Then
        assertThat(children.count("c")).isEqualTo(300 + 7);
        assertThat(children.count("c WHERE tenant = 'b' AND fk = 1")).isEqualTo(300);
        assertThat(children.count("c WHERE tenant = 'it''s' AND fk = 2")).isEqualTo(7);
        assertThat(children.values(String.class, "SELECT concat(tenant, id) FROM cascade.a__p__tenant__id"))
                .containsExactlyInAnyOrder("b1", "it's2");
        changed.assertBounded(ROWS);
        assertReported("r settled 450");
    }

    @Test
    void loseOnlyTheListedColumnsOfACompositeReference() {
        // Given
        composite("SET NULL\nsetColumns: [fk]", "tenant text NOT NULL, fk bigint");
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE tenant = 'it''s' AND id = 1");
        handler.handle(parents.takeOutbox());
        drain(handler);

        // Then
        assertThat(children.count("c WHERE tenant = 'it''s' AND fk IS NULL")).isEqualTo(450);
        assertThat(children.count("c WHERE tenant = 'b' AND fk = 1")).isEqualTo(300);
        assertThat(children.count("c WHERE tenant = 'it''s' AND fk = 2")).isEqualTo(7);
        assertThat(children.count("c")).isEqualTo(450 + 300 + 7);
        changed.assertBounded(ROWS);
        assertReported("r settled 450");
    }

    @Test
    void inOneTableAndFewInAnotherGoWithOneReportForEach() {
        // Given
        twoTables("few: a.p(id bigint) <- b.few(fk) SET NULL", "many: a.p(id bigint) <- b.many(fk) CASCADE");
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        handler.handle(parents.takeOutbox());
        drain(handler);

        // Then
        assertThat(children.count("many")).isEqualTo(300);
        assertThat(children.count("many WHERE fk = 2")).isEqualTo(300);
        assertThat(children.count("few")).isEqualTo(8);
        assertThat(children.count("few WHERE fk IS NULL")).isEqualTo(5);
        assertThat(children.count("few WHERE fk = 2")).isEqualTo(3);
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(2L);
        changed.assertBounded(ROWS);
        assertReported("few settled 5", "many settled 450");
    }

    @Test
    void inTwoTablesGoOneTableAfterTheOther() {
        // Given
        twoTables("few: a.p(id bigint) <- b.few(fk) CASCADE", "many: a.p(id bigint) <- b.many(fk) CASCADE");
        children.sql("INSERT INTO few SELECT 1 FROM generate_series(1, 245)");
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        handler.handle(parents.takeOutbox());
        drain(handler);

        // Then
        assertThat(children.count("many")).isEqualTo(300);
        assertThat(children.count("few")).isEqualTo(3);
        changed.assertBounded(ROWS);
        assertReported("few settled 250", "many settled 450");
    }

    @Test
    void areAllThereAfterARefusalAndGoInBoundedTransactionsWhenItIsReplayed() {
        // Given
        String many = "many: a.p(id bigint) <- b.many(fk) CASCADE";
        twoTables(
                TestContracts.of("few: a.p(id bigint) <- b.few(fk) CASCADE", many),
                TestContracts.of("few: a.p(id bigint) <- b.few(fk) RESTRICT", many));
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        handler.handle(parents.takeOutbox());
        drain(handler);

        // Then
        assertThat(children.count("many")).isEqualTo(750);
        assertThat(children.count("few")).isEqualTo(8);
        assertThat(children.values(String.class, "SELECT reason FROM cascade.dead_letter"))
                .singleElement()
                .asString()
                .contains("\"few\"");

        // And when it may go
        children.sql("DELETE FROM few WHERE fk = 1", "TRUNCATE changed");
        assertThat(children.deadLetters().replay(1)).isInstanceOf(DeadLetters.Outcome.Resolved.class);
        handler.wake();
        drain(handler);
        assertThat(children.count("many")).isEqualTo(300);
        assertThat(children.count("few")).isEqualTo(3);
        changed.assertBounded(ROWS);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(
                        String.class, "SELECT concat_ws(' ', relationship, state, rows) FROM cascade.delivery"))
                .containsExactlyInAnyOrder("few settled 0", "many settled 450");
    }

    private void composite(String action, String columns) {
        Contracts contracts = TestContracts.of("r: a.p(tenant text, id bigint) <- b.c(tenant, fk) " + action);
        parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (tenant text, id bigint, PRIMARY KEY (tenant, id))")
                .install();
        children = new TestService("b", contracts)
                .rowsPerTransaction(ROWS)
                .sql(
                        "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, " + columns + ")",
                        "CREATE INDEX ON c (tenant, fk)")
                .install();
        changed = ChangedRows.of(children, "c");
        parents.sql("INSERT INTO p VALUES ('it''s', 1), ('it''s', 2), ('b', 1)");
        children.receive(parents.takeOutbox());
        children.sql(
                "INSERT INTO c (tenant, fk) SELECT 'it''s', 1 FROM generate_series(1, 450)",
                "INSERT INTO c (tenant, fk) SELECT 'it''s', 2 FROM generate_series(1, 7)",
                "INSERT INTO c (tenant, fk) SELECT 'b', 1 FROM generate_series(1, 300)");
    }

    /** Key 1 has 450 rows in one table and 5 in the other; key 2 has 300 and 3. */
    private void twoTables(String... contracts) {
        twoTables(TestContracts.of(contracts), TestContracts.of(contracts));
    }

    private void twoTables(Contracts ofParents, Contracts ofChildren) {
        parents = new TestService("a", ofParents)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        children = new TestService("b", ofChildren)
                .rowsPerTransaction(ROWS)
                .sql(
                        "CREATE TABLE many (fk bigint)",
                        "CREATE TABLE few (fk bigint)",
                        "CREATE INDEX ON many (fk)",
                        "CREATE INDEX ON few (fk)")
                .install();
        changed = ChangedRows.of(children, "many", "few");
        parents.sql("INSERT INTO p VALUES (1), (2)");
        children.receive(parents.takeOutbox());
        children.sql(
                "INSERT INTO many SELECT 1 + (g > 450)::int FROM generate_series(1, 750) g",
                "INSERT INTO few SELECT 1 + (g > 5)::int FROM generate_series(1, 8) g");
    }

    private void assertReported(String... reports) {
        assertThat(children.count("cascade.dead_letter")).isZero();
        assertThat(children.count("cascade.held_delivery")).isZero();
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(
                        String.class,
                        "SELECT concat_ws(' ', relationship, state, rows) FROM cascade.delivery ORDER BY 1"))
                .containsExactly(reports);
    }
}
