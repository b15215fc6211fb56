/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many events of one key each in a poll, as from clients that create and delete one row after the other. */
class PollOfSinglesTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    @Test
    void isAppliedByOneStatementAndEveryDeliveryGetsTheRowsOfItsOwnKey() {
        // Given a parent with one child, one with two and so on, and one with none
        TestService parents = parents(CONTRACTS);
        TestService children = children(CONTRACTS);
        live(parents, children, 9);
        children.sql("INSERT INTO c (fk) SELECT k FROM generate_series(1, 9) k, generate_series(1, k - 1)");
        children.sql(
                "CREATE TABLE statements (rows bigint)",
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                        + " INSERT INTO statements SELECT count(*) FROM old_rows HAVING count(*) > 0; RETURN NULL; END$$",
                "CREATE TRIGGER note AFTER DELETE ON c REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION note()");

        // When all but the last go
        LongStream.rangeClosed(1, 8).forEach(key -> parents.sql("DELETE FROM p WHERE id = " + key));
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.values(Long.class, "SELECT rows FROM statements")).containsExactly(28L);
        assertThat(children.values(Long.class, "SELECT DISTINCT fk FROM c")).containsExactly(9L);
        assertThat(children.count("c")).isEqualTo(8);
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(9L);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT concat_ws(' ', state, rows) FROM cascade.delivery ORDER BY 1"))
                .containsExactly(
                        "settled 0",
                        "settled 1",
                        "settled 2",
                        "settled 3",
                        "settled 4",
                        "settled 5",
                        "settled 6",
                        "settled 7");
    }

    @ParameterizedTest
    @CsvSource({"CASCADE, 2:2", "SET NULL, 2:2|:", "SET DEFAULT, 2:2|0:0"})
    void doesToChildrenOfSeveralColumnsWhatTheRelationshipSays(String action, String left) {
        // Given
        Contracts contracts = TestContracts.of("r: a.p(x bigint, y text) <- b.c(fx, fy) " + action);
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (x bigint, y text, PRIMARY KEY (x, y))")
                .install();
        TestService children = new TestService("b", contracts)
                .sql("CREATE TABLE c (fx bigint DEFAULT 0, fy text DEFAULT '0')", "CREATE INDEX ON c (fx, fy)")
                .install();
        parents.sql("INSERT INTO p VALUES (0, '0'), (1, '1'), (1, '2'), (2, '1'), (2, '2')");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c VALUES (1, '1'), (1, '1'), (1, '2'), (2, '1'), (2, '2')");

        // When
        parents.sql(
                "DELETE FROM p WHERE y = '1' AND x = 1",
                "DELETE FROM p WHERE x = 1",
                "DELETE FROM p WHERE x = 2 AND y = '1'");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.values(String.class, "SELECT DISTINCT concat(fx, ':', fy) FROM c"))
                .containsExactlyInAnyOrder(left.split("\\|"));
        assertThat(children.count("c")).isEqualTo(action.equals("CASCADE") ? 1 : 5);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(Long.class, "SELECT rows FROM cascade.delivery ORDER BY created_at"))
                .containsExactly(2L, 1L, 1L);
    }

    @Test
    void withTheSameKeyOverAndOverEndsWithItsLastEvent() {
        // Given
        TestService parents = parents(CONTRACTS);
        TestService children = children(CONTRACTS);
        live(parents, children, 3);
        children.sql("INSERT INTO c (fk) VALUES (1), (2), (3)");

        // When 1 ends alive, 2 gone, and 3 is not touched
        parents.sql(
                "DELETE FROM p WHERE id = 1",
                "INSERT INTO p VALUES (1)",
                "DELETE FROM p WHERE id = 2",
                "DELETE FROM p WHERE id = 1",
                "INSERT INTO p VALUES (2)",
                "INSERT INTO p VALUES (1)",
                "DELETE FROM p WHERE id = 2");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(3L);
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id ORDER BY 1"))
                .containsExactly(1L, 3L);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(Long.class, "SELECT rows FROM cascade.delivery ORDER BY created_at"))
                .containsExactly(1L, 1L, 0L, 0L);
    }

    @Test
    void fromTheStartOfTheTopicOnceMoreLeavesLaterChildrenAlone() {
        // Given a key that was deleted and created again, with a child of its second life
        TestService parents = parents(CONTRACTS);
        TestService children = children(CONTRACTS);
        live(parents, children, 2);
        parents.sql("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c (fk) VALUES (1), (2)", "TRUNCATE cascade.inbox");

        // When
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(parents.allOutbox());
        children.receive(all);
        Collections.reverse(all);
        children.receive(all);

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1")).containsExactly(1L, 2L);
    }

    @Test
    void goesRoundAKeyThatAnApplicationHoldsAndKeepsWhatComesLaterForItBehindIt() throws SQLException {
        // Given
        TestService parents = parents(CONTRACTS);
        TestService children = children(CONTRACTS);
        live(parents, children, 5);
        children.sql("INSERT INTO c (fk) SELECT generate_series(1, 5)");
        KeyEventHandler handler = children.handler();
        try (Connection application = children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c (fk) VALUES (2)");

            // When
            LongStream.rangeClosed(1, 4).forEach(key -> parents.sql("DELETE FROM p WHERE id = " + key));
            parents.sql("INSERT INTO p VALUES (2)", "INSERT INTO p VALUES (3)");
            handler.handle(parents.takeOutbox());

            // Then
            assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1"))
                    .containsExactly(2L, 5L);
            assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id ORDER BY 1"))
                    .containsExactly(2L, 3L, 5L);
            application.commit();
        }
        handler.idle();
        handler.idle();
        assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(5L);
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id ORDER BY 1"))
                .containsExactly(2L, 3L, 5L);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(
                        String.class, "SELECT concat_ws(' ', state, rows) FROM cascade.delivery ORDER BY created_at"))
                .containsExactly("settled 1", "settled 2", "settled 1", "settled 1");
    }

    @Test
    void withOneThatIsRefusedBecomesOneDeadLetter() {
        // Given
        TestService parents = parents(CONTRACTS);
        TestService children = children(CONTRACTS);
        live(parents, children, 4);
        children.sql(
                "INSERT INTO c (fk) SELECT generate_series(1, 4)",
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN IF OLD.fk = 2 THEN RAISE EXCEPTION 'number two stays'; END IF; RETURN OLD; END$$",
                "CREATE TRIGGER keep BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION keep()");

        // When
        LongStream.rangeClosed(1, 3).forEach(key -> parents.sql("DELETE FROM p WHERE id = " + key));
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1")).containsExactly(2L, 4L);
        assertThat(children.count("cascade.dead_letter")).isOne();
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT state FROM cascade.delivery ORDER BY created_at"))
                .containsExactly("settled", "failed", "settled");
    }

    private static TestService parents(Contracts contracts) {
        return new TestService("a", contracts)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
    }

    private static TestService children(Contracts contracts) {
        return new TestService("b", contracts)
                .sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)")
                .install();
    }

    /** Parents with the keys from 1 on. */
    private static void live(TestService parents, TestService children, int keys) {
        LongStream.rangeClosed(1, keys).forEach(key -> parents.sql("INSERT INTO p VALUES (" + key + ")"));
        children.receive(parents.takeOutbox());
        assertThat(children.count("cascade.a__p__id")).isEqualTo(keys);
    }
}
