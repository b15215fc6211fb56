/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.subscribe.KeyEventHandler;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Deletes while the database suffers. */
class BrakedDeleteTest {

    private static final int PACE = 100;

    private final TestSystem system = new TestSystem(
            TestContracts.of("r: a.p(id integer) <- b.c(p) CASCADE", "s: b.c(id integer) <- d.g(c) CASCADE"));
    private final TestService parents = system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
    private final TestService children =
            system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
    private final TestService below =
            system.service("d").sql("CREATE TABLE g (id integer PRIMARY KEY, c integer)", "CREATE INDEX ON g (c)");

    @Test
    void manyRowsOfOneKeyGoInSmallTransactionsAndComeToTheSameEnd() {
        // Given
        live(2);
        children.sql("INSERT INTO c SELECT g, 1 FROM generate_series(1, 1000) AS g", "INSERT INTO c VALUES (2000, 2)");
        logTransactions("c");

        // When
        braked("DELETE FROM p WHERE id = 1");

        // Then
        assertThat(children.values(Integer.class, "SELECT id FROM c")).containsExactly(2000);
        assertThat(largestTransaction()).isLessThanOrEqualTo(PACE);
        assertThat(deliveries()).containsExactly("r settled 1000");
    }

    @Test
    void manyKeysGoInSmallTransactionsAndComeToTheSameEnd() {
        // Given
        live(1500);
        children.sql("INSERT INTO c SELECT g, g FROM generate_series(1, 1500) AS g WHERE g % 3 > 0");
        system.deliver();
        below.sql("INSERT INTO g SELECT g, g FROM generate_series(1, 1500) AS g WHERE g % 3 > 0");
        logTransactions("c", "cascade.a__p__id");

        // When
        braked("DELETE FROM p WHERE id <= 1400");

        // Then
        assertThat(children.count("cascade.a__p__id")).isEqualTo(100);
        assertThat(children.values(Integer.class, "SELECT min(p) FROM c")).containsExactly(1402);
        assertThat(largestTransaction()).isLessThanOrEqualTo(PACE);
        assertThat(parents.values(Long.class, "SELECT sum(rows) FROM cascade.delivery WHERE state = 'settled'"))
                .containsExactly(934L);
        assertThat(parents.count("cascade.delivery WHERE state <> 'settled'")).isZero();
        assertThat(below.count("g")).isEqualTo(66);
        assertThat(children.count("cascade.held_delivery")).isZero();
        assertThat(children.count("cascade.a__p__id__held")).isZero();
    }

    @Test
    void keysWithFewAndWithManyRowsInOneEventAllGo() throws SQLException {
        // Given
        live(400);
        children.sql(
                "INSERT INTO c SELECT g, 1 + g % 400 FROM generate_series(1, 400) AS g",
                "INSERT INTO c SELECT 1000 + g, 7 FROM generate_series(1, 350) AS g");
        logTransactions("c", "cascade.a__p__id");

        // When
        try (Connection application = children.dataSource().getConnection();
                Statement insert = application.createStatement()) {
            application.setAutoCommit(false);
            insert.execute("INSERT INTO c VALUES (5000, 9)");
            braked("DELETE FROM p");
            assertThat(children.values(Integer.class, "SELECT id FROM cascade.a__p__id"))
                    .containsExactly(9);
            assertThat(deliveries()).allMatch(delivery -> delivery.startsWith("r "));
            application.commit();
        }
        system.deliver();

        // Then
        assertThat(children.count("c")).isZero();
        assertThat(largestTransaction()).isLessThanOrEqualTo(PACE);
        assertThat(parents.values(Long.class, "SELECT sum(rows) FROM cascade.delivery WHERE state = 'settled'"))
                .containsExactly(751L);
        assertThat(parents.count("cascade.delivery WHERE state <> 'settled'")).isZero();
    }

    @Test
    void singleDeletesThatComeTogetherAreCutToo() {
        // Given
        live(300);
        children.sql("INSERT INTO c SELECT g, g FROM generate_series(1, 300) AS g");
        logTransactions("c", "cascade.a__p__id");
        for (int id = 1; id <= 250; id++) {
            parents.sql("DELETE FROM p WHERE id = " + id);
        }

        // When
        braked("DELETE FROM p WHERE id = 251");

        // Then
        assertThat(children.count("c")).isEqualTo(49);
        assertThat(largestTransaction()).isBetween((long) PACE / 2, (long) PACE);
        assertThat(parents.count("cascade.delivery WHERE state = 'settled'")).isEqualTo(251);
    }

    @Test
    void theConsumerRestsAfterATransactionAndLeavesTheRecordsThatItHasNotApplied() {
        // Given
        live(1000);
        parents.sql("DELETE FROM p WHERE id <= 600", "INSERT INTO p VALUES (2000)", "DELETE FROM p WHERE id = 1000");
        List<ConsumerRecord<byte[], byte[]>> records = parents.takeOutbox();
        try (SufferingDatabase suffering = new SufferingDatabase(children, PACE)) {
            children.braking(suffering.brake());
            KeyEventHandler handler = children.handler();

            // When
            List<ConsumerRecord<byte[], byte[]>> left = handler.handle(records);

            // Then
            assertThat(handler.rest()).isPositive();
            assertThat(left.stream().map(ConsumerRecord::offset))
                    .isNotEmpty()
                    .doesNotContain(
                            records.get(records.size() - 1).offset(),
                            records.get(records.size() - 2).offset());
            assertThat(children.count("cascade.a__p__id WHERE id <= 600")).isBetween(600L - PACE, 600L - PACE / 2);
            assertThat(children.values(Integer.class, "SELECT id FROM cascade.a__p__id WHERE id >= 1000"))
                    .containsExactly(2000);

            // When
            children.receive(records);
        }

        // Then
        assertThat(children.count("cascade.a__p__id")).isEqualTo(1000 - 600);
        system.deliver();
        assertThat(parents.count("cascade.delivery WHERE state <> 'settled'")).isZero();
    }

    @Test
    void whatComesLaterForAKeyDoesNotOvertake() {
        // Given
        live(500);
        parents.sql(
                "DELETE FROM p",
                "INSERT INTO p VALUES (500)",
                "DELETE FROM p WHERE id = 500",
                "INSERT INTO p VALUES (499)");
        children.sql("INSERT INTO c SELECT g, g FROM generate_series(1, 500) AS g");

        // When
        braked("INSERT INTO p VALUES (498)");

        // Then
        assertThat(children.values(Integer.class, "SELECT id FROM cascade.a__p__id ORDER BY id"))
                .containsExactly(498, 499);
        assertThat(children.count("c")).isZero();
        assertThat(parents.count("cascade.delivery WHERE state <> 'settled'")).isZero();
    }

    @Test
    void keysThatWereSetAsideGoInSmallTransactions() {
        // Given
        live(400);
        children.sql("INSERT INTO c SELECT g, g FROM generate_series(1, 400) AS g");
        children.pauses().pause("r", null);
        parents.sql("DELETE FROM p");
        system.deliver();
        assertThat(children.count("cascade.a__p__id__held")).isEqualTo(400);
        logTransactions("c", "cascade.a__p__id");

        // When
        children.pauses().resume("r");
        braked("INSERT INTO p VALUES (1000)");

        // Then
        assertThat(children.count("c")).isZero();
        assertThat(largestTransaction()).isLessThanOrEqualTo(PACE);
        assertThat(parents.count("cascade.delivery WHERE state <> 'settled'")).isZero();
    }

    @Test
    void referencesThatAreSetToNullAreBrakedLikeDeletes() {
        // Given
        TestSystem nulls = new TestSystem(TestContracts.of("r: a.p(id integer) <- b.c(p) SET NULL"));
        TestService owners = nulls.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        TestService referring =
                nulls.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        nulls.install();
        owners.sql("INSERT INTO p SELECT generate_series(1, 300)");
        nulls.deliver();
        referring
                .sql("INSERT INTO c SELECT g, g FROM generate_series(1, 300) AS g")
                .sql("INSERT INTO c SELECT 1000 + g, 3 FROM generate_series(1, 300) AS g")
                .sql("CREATE TABLE log (transaction xid8, rows bigint)")
                .sql(
                        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
                                + " 'BEGIN INSERT INTO log SELECT pg_current_xact_id(), count(*) FROM changed; RETURN NULL; END'",
                        "CREATE TRIGGER note AFTER UPDATE ON c REFERENCING NEW TABLE AS changed"
                                + " FOR EACH STATEMENT EXECUTE FUNCTION note()");

        // When
        try (SufferingDatabase suffering = new SufferingDatabase(referring, PACE)) {
            referring.braking(suffering.brake());
            owners.sql("DELETE FROM p");
            nulls.deliver();
        }

        // Then
        assertThat(referring.count("c WHERE p IS NULL")).isEqualTo(600);
        assertThat(referring.values(
                        Long.class, "SELECT max(sum) FROM (SELECT sum(rows) FROM log GROUP BY transaction)"))
                .allMatch(rows -> rows <= PACE);
        assertThat(owners.values(Long.class, "SELECT sum(rows) FROM cascade.delivery WHERE state = 'settled'"))
                .containsExactly(600L);
    }

    private void live(int keys) {
        system.install();
        parents.sql("INSERT INTO p SELECT generate_series(1, " + keys + ")");
        system.deliver();
    }

    private void braked(String statement) {
        try (SufferingDatabase suffering = new SufferingDatabase(children, PACE)) {
            children.braking(suffering.brake());
            parents.sql(statement);
            system.deliver();
        }
    }

    private void logTransactions(String... tables) {
        children.sql(
                "CREATE TABLE log (transaction xid8, rows bigint)",
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO log SELECT pg_current_xact_id(), count(*) FROM gone; RETURN NULL; END'");
        for (String table : tables) {
            children.sql("CREATE TRIGGER note AFTER DELETE ON " + table
                    + " REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note()");
        }
    }

    private long largestTransaction() {
        return children.values(Long.class, "SELECT max(sum) FROM (SELECT sum(rows) FROM log GROUP BY transaction)")
                .get(0);
    }

    private List<String> deliveries() {
        return parents.values(
                String.class, "SELECT concat_ws(' ', relationship, state, rows) FROM cascade.delivery ORDER BY 1");
    }
}
