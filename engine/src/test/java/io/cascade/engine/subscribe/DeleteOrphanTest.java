/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A child that is taken out of its parent's collection is deleted, whoever takes it out. */
class DeleteOrphanTest {

    private static final Contracts CONTRACTS = orphans("r: a.p(id bigint) <- b.c(fk) CASCADE");

    private static Contracts orphans(String... declarations) {
        String[] with = new String[declarations.length];
        for (int i = 0; i < with.length; i++) {
            with[i] = declarations[i] + "\ndeleteOrphan: true";
        }
        return TestContracts.of(with);
    }

    private final TestService parents = new TestService("a", CONTRACTS)
            .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
            .install();

    private TestService children(String... ddl) {
        TestService children = new TestService("b", CONTRACTS).sql(ddl).install();
        parents.sql("INSERT INTO p SELECT generate_series(1, 3)");
        children.receive(parents.takeOutbox());
        return children;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE c SET fk = NULL WHERE fk = 1",
                "UPDATE c SET fk = NULL, note = 'gone' WHERE fk = 1",
                "UPDATE c SET fk = CASE WHEN fk > 1 THEN fk END",
                "BEGIN; SAVEPOINT s; UPDATE c SET fk = NULL; ROLLBACK TO s; UPDATE c SET fk = NULL WHERE fk = 1; COMMIT",
                "BEGIN; SET LOCAL session_replication_role = replica; UPDATE c SET fk = NULL WHERE fk = 1; COMMIT",
                "MERGE INTO c USING (VALUES (1)) AS s (k) ON fk = s.k WHEN MATCHED THEN UPDATE SET fk = NULL",
                "WITH u AS (UPDATE c SET fk = NULL WHERE fk = 1 RETURNING *) SELECT count(*) FROM u",
            })
    void whoeverSetsTheReferenceToNullDeletesTheRow(String statement) {
        // Given a table without a primary key
        TestService children = children("CREATE TABLE c (fk bigint, note text)", "CREATE INDEX ON c (fk)");
        children.sql("INSERT INTO c SELECT g % 3 + 1 FROM generate_series(1, 300) g", "INSERT INTO c VALUES (NULL)");

        // When
        children.sql(statement);

        // Then
        assertThat(children.count("c WHERE fk IN (2, 3)")).isEqualTo(200);
        assertThat(children.count("c WHERE fk IS NULL")).isEqualTo(1);
        assertThat(children.count("c")).isEqualTo(201);
        assertThat(children.count("cascade.orphan_row")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE c SET fk = 3 WHERE fk = 1",
                "UPDATE c SET note = 'x'",
                "UPDATE c SET fk = NULL WHERE fk IS NULL",
                "INSERT INTO c VALUES (NULL)",
                "BEGIN; UPDATE c SET fk = NULL; ROLLBACK",
            })
    void whatIsMovedOrNeverWasInACollectionStays(String statement) {
        // Given
        TestService children = children("CREATE TABLE c (fk bigint, note text)", "CREATE INDEX ON c (fk)");
        children.sql("INSERT INTO c VALUES (1), (2), (NULL)");

        // When
        children.sql(statement);

        // Then
        assertThat(children.count("c WHERE fk IS NOT NULL")).isEqualTo(2);
        assertThat(children.count("c WHERE fk IS NULL")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aRoleThatMayOnlyUpdateDeletesByIt() {
        // Given
        TestService children = children("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)");
        children.sql("INSERT INTO c VALUES (1), (2)");
        children.sql("DROP ROLE IF EXISTS updater", "CREATE ROLE updater", "GRANT SELECT, UPDATE ON c TO updater");

        // When
        children.sql("BEGIN; SET LOCAL ROLE updater; UPDATE c SET fk = NULL WHERE fk = 1; COMMIT");

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(2L);
        children.sql("DROP OWNED BY updater", "DROP ROLE updater");
    }

    @ParameterizedTest
    @ValueSource(strings = {"before_ours", "later_than_ours"})
    void triggersOfTheTableHaveTheLastWord(String name) {
        // Given one that changes every row after its update, and gives number 2 a parent again
        TestService children = children(
                "CREATE TABLE c (id int, fk bigint, note text)",
                "CREATE INDEX ON c (fk)",
                "CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                        + " UPDATE c SET note = 'x', fk = CASE WHEN id = 2 THEN 3 ELSE fk END WHERE id = NEW.id;"
                        + " RETURN NULL; END$$",
                "CREATE TRIGGER " + name
                        + " AFTER UPDATE ON c FOR EACH ROW WHEN (NEW.note IS NULL) EXECUTE FUNCTION again()");
        children.sql("INSERT INTO c VALUES (1, 1), (2, 1), (3, 1), (4, 2)");

        // When
        children.sql("UPDATE c SET fk = NULL WHERE fk = 1");

        // Then
        assertThat(children.values(String.class, "SELECT concat(id, '/', fk) FROM c ORDER BY 1"))
                .containsExactly("2/3", "4/2");
    }

    @Test
    void aColumnThatATriggerOfTheTableSetsToNullCountsToo() {
        // Given
        TestService children = children(
                "CREATE TABLE c (fk bigint, note text)",
                "CREATE INDEX ON c (fk)",
                "CREATE FUNCTION clear() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.fk := NULL; RETURN NEW; END$$",
                "CREATE TRIGGER clear BEFORE UPDATE ON c FOR EACH ROW WHEN (NEW.note = 'out') EXECUTE FUNCTION clear()");
        children.sql("INSERT INTO c VALUES (1), (2)");

        // When
        children.sql("UPDATE c SET note = 'out' WHERE fk = 1");

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "c_1"})
    void aPartitionedTableIsCoveredAlsoWhereAPartitionIsAddressedItself(String updated) {
        // Given
        TestService children = children(
                "CREATE TABLE c (part int, fk bigint) PARTITION BY LIST (part)",
                "CREATE TABLE c_1 PARTITION OF c FOR VALUES IN (1)",
                "CREATE INDEX ON c (fk)");
        children.sql(
                "CREATE TABLE c_2 PARTITION OF c FOR VALUES IN (2)",
                "INSERT INTO c VALUES (1, 1), (1, 2), (1, NULL), (2, 1), (2, 3)");

        // When
        children.sql("UPDATE " + updated + " SET fk = NULL WHERE fk = 1");
        children.sql("UPDATE c_2 SET fk = NULL WHERE fk = 1");

        // Then
        assertThat(children.values(String.class, "SELECT concat(part, '/', fk) FROM c ORDER BY 1"))
                .containsExactly("1/", "1/2", "2/3");
    }

    @Test
    void ofACompositeReferenceOneColumnIsEnough() {
        // Given
        Contracts contracts = orphans("r: a.p(t bigint, id bigint) <- b.c(t, fk) CASCADE");
        TestService service = new TestService("b", contracts)
                .sql("CREATE TABLE c (t bigint, fk bigint)", "CREATE INDEX ON c (t, fk)")
                .install();
        service.sql("INSERT INTO cascade.a__p__t__id VALUES (1, 1, 1), (1, 2, 1)");
        service.sql("INSERT INTO c VALUES (1, 1), (1, 2), (1, NULL)");

        // When
        service.sql("UPDATE c SET fk = NULL WHERE fk = 1", "UPDATE c SET t = NULL WHERE fk IS NULL");

        // Then
        assertThat(service.values(String.class, "SELECT concat(t, '/', fk) FROM c ORDER BY 1"))
                .containsExactly("/", "1/2");
    }

    @Test
    void theNextLevelFollowsInFewEventsOfOneDeletion() {
        // Given a tree in the table itself
        Contracts contracts = orphans("up: b.c(id bigint) <- b.c(up) CASCADE");
        TestService tree = new TestService("b", contracts)
                .sql("CREATE TABLE c (id bigint PRIMARY KEY, up bigint)", "CREATE INDEX ON c (up)")
                .install();
        tree.sql("INSERT INTO c VALUES (1), (2)");
        deliver(tree);
        tree.sql("INSERT INTO c SELECT g, 1 FROM generate_series(10, 3000) g");
        deliver(tree);
        tree.sql("INSERT INTO c VALUES (5000, 10), (5001, 2)");
        deliver(tree);

        // When
        tree.sql("UPDATE c SET up = NULL WHERE up = 1");

        // Then
        assertThat(tree.count("cascade.outbox WHERE type LIKE '%deleted%'")).isBetween(1L, 20L);
        assertThat(tree.count("cascade.deletion")).isEqualTo(1);
        deliver(tree);
        assertThat(tree.values(Long.class, "SELECT id FROM c ORDER BY 1")).containsExactly(1L, 2L, 5001L);
    }

    @Test
    void theParentsDeletionCascadesAsEver() {
        // Given
        TestService children = children("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)");
        children.sql("INSERT INTO c VALUES (1), (2), (NULL)");

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        children.receive(parents.takeOutbox());
        parents.receiveReports(children.takeOutbox());

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1")).containsExactly(2L, null);
        assertThat(parents.values(String.class, "SELECT state || rows FROM cascade.delivery"))
                .containsExactly("settled1");
    }

    @Test
    void aChangedContractBringsTheTriggersAndTakesThemAway() {
        // Given
        TestService children = children("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)");
        Contracts without = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");
        children.sql("INSERT INTO c VALUES (1), (2)");

        // When
        new SubscriberInstaller(children.dsl(), "b").install(new Subscriptions("b", without));
        children.sql("UPDATE c SET fk = NULL WHERE fk = 1");

        // Then
        assertThat(children.count("c")).isEqualTo(2);

        // And when it is asked for again, or somebody has dropped one
        children.install();
        children.sql("DROP TRIGGER cascade_orphan_deleted__r ON c");
        children.install();
        children.sql("UPDATE c SET fk = NULL");
        assertThat(children.count("c WHERE fk IS NULL")).isEqualTo(1);
        assertThat(children.count("c")).isEqualTo(1);
    }

    private static void deliver(TestService tree) {
        boolean more = true;
        while (more) {
            List<ConsumerRecord<byte[], byte[]>> records = tree.takeOutbox();
            more = !records.isEmpty();
            tree.receive(records.stream()
                    .filter(record -> tree.topics().contains(record.topic()))
                    .toList());
        }
    }
}
