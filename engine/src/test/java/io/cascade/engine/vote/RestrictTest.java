/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deletes that others may refuse: the rows that hold a key keep it, and nothing happens anywhere until all have consented. */
class RestrictTest {

    private static final String[] CHAIN = {
        "b-a: a.p(id integer) <- b.c(p) CASCADE",
        "d-b: b.c(id integer) <- d.g(c) RESTRICT",
        "e-a: a.p(id integer) <- e.n(p) SET NULL"
    };

    private TestSystem system;

    /** p 1 has the children c 10, 11 and the note n 1; p 2 has c 20; g holds c 20. */
    @BeforeEach
    void chain() {
        system = new TestSystem(TestContracts.of(CHAIN));
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.service("d").sql("CREATE TABLE g (id integer PRIMARY KEY, c integer)", "CREATE INDEX ON g (c)");
        system.service("e").sql("CREATE TABLE n (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON n (p)");
        system.install();
        system.service("a").sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (10, 1), (11, 1), (20, 2)");
        system.service("e").sql("INSERT INTO n VALUES (1, 1), (2, 2)");
        system.deliver();
        system.service("d").sql("INSERT INTO g VALUES (200, 20), (201, 20)");
        system.deliver();
    }

    @Test
    void aPlainDeleteIsRefusedAndSaysHowToAsk() {
        for (String sql :
                List.of("DELETE FROM p WHERE id = 1", "SET session_replication_role = replica; DELETE FROM p")) {
            assertThatThrownBy(() -> system.service("a").sql(sql))
                    .satisfies(e -> assertThat(SqlStates.of(e)).contains("23001"))
                    .hasStackTraceContaining("needs the consent of other services")
                    .hasStackTraceContaining("SELECT cascade.request_deletion('public.p', 'condition')");
        }
        assertUnchanged();
    }

    @Test
    void aDeleteThatNobodyHoldsGoesThroughAllLevelsAndNothingElseGoes() {
        // When
        UUID deletion = request("id = 1");
        system.deliver();

        // Then
        assertThat(state(deletion)).isEqualTo("executed");
        assertThat(ids("a", "p")).containsExactly(2);
        assertThat(ids("b", "c")).containsExactly(20);
        assertThat(ids("d", "g")).containsExactly(200, 201);
        assertThat(ids("e", "n")).containsExactly(1, 2);
        assertThat(system.service("e").count("n WHERE p IS NULL")).isOne();
        assertThat(system.service("a").deletions().find(deletion).orElseThrow().state())
                .hasToString("SETTLED");
        assertNothingIsLeftOpen();
    }

    @Test
    void aGrandchildThatHoldsAChildRefusesTheWholeDelete() {
        // When
        UUID deletion = request("id IN (1, 2)");
        system.deliver();

        // Then
        Record refused = intent(deletion);
        assertThat(refused.get("state", String.class)).isEqualTo("refused");
        assertThat(refused.get("sql_state", String.class)).isEqualTo("23001");
        assertThat(refused.get("relationship", String.class)).isEqualTo("d-b");
        assertThat(refused.get("rows", Long.class)).isEqualTo(2);
        assertThat(refused.get("reason", String.class)).contains("rows of d refer", "'d-b'");
        assertUnchanged();
        assertNothingIsLeftOpen();
        // And everything goes on as before
        system.service("b").sql("INSERT INTO c VALUES (21, 2)");
        system.service("d").sql("DELETE FROM g");
        system.deliver();
        UUID again = request("id = 2");
        system.deliver();
        assertThat(state(again)).isEqualTo("executed");
        assertThat(ids("b", "c")).containsExactly(10, 11);
    }

    @Test
    void untilItIsDecidedNobodyMayBeginOrCeaseToReferToTheKeys() {
        // Given
        UUID deletion = request("id = 1");
        system.step();
        system.step();
        system.step();

        // When / Then
        assertThat(state(deletion)).isEqualTo("voting");
        assertThat(ids("d", "g")).hasSize(2);
        assertBusy("b", "INSERT INTO c VALUES (12, 1)");
        assertBusy("b", "UPDATE c SET p = 1 WHERE id = 20");
        assertBusy("b", "UPDATE c SET p = 2 WHERE id = 10");
        assertBusy("d", "INSERT INTO g VALUES (100, 10)");
        assertBusy("d", "UPDATE g SET c = 11");
        system.service("b").sql("INSERT INTO c VALUES (22, 2)", "UPDATE c SET id = id WHERE p = 1");
        system.deliver();
        assertThat(state(deletion)).isEqualTo("executed");
        assertThat(ids("b", "c")).containsExactly(20, 22);
        assertThat(ids("a", "p")).containsExactly(2);
    }

    @Test
    void whoCameBeforeTheQuestionHoldsTheKey() throws Exception {
        // Given
        try (var connection = system.service("d").dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("INSERT INTO g VALUES (100, 10)");

            // When
            UUID deletion = request("id = 1");
            system.deliver();
            system.deliver();

            // Then
            assertThat(state(deletion)).isEqualTo("voting");
            connection.commit();
            system.deliver();
            system.services().forEach(TestService::work);
            system.deliver();
            assertThat(state(deletion)).isEqualTo("refused");
        }
        assertThat(ids("a", "p")).containsExactly(1, 2);
        assertThat(ids("b", "c")).containsExactly(10, 11, 20);
        assertThat(ids("d", "g")).containsExactly(100, 200, 201);
        assertNothingIsLeftOpen();
    }

    @Test
    void aServiceThatIsDownLetsTheDeleteBeGivenUpAtItsDeadlineWithTheReason() {
        // Given
        system.losing(record ->
                record.topic().equals("cascade.d.acks") || record.topic().equals("cascade.b.acks"));
        UUID deletion = system.service("a")
                .dsl()
                .fetchSingle("SELECT cascade.request_deletion('p', 'id = 1', '0 s')")
                .get(0, UUID.class);

        // When
        system.deliver();

        // Then
        Record refused = intent(deletion);
        assertThat(refused.get("state", String.class)).isEqualTo("refused");
        assertThat(refused.get("sql_state", String.class)).isEqualTo("57014");
        assertThat(refused.get("relationship", String.class)).isEqualTo("b-a");
        assertThat(refused.get("reason", String.class)).contains("no answer until the deadline for: b-a");
        assertUnchanged();
        assertNothingIsLeftOpen();
    }

    @ParameterizedTest
    @CsvSource({"id = 1, executed", "id = 2, refused", "true, refused"})
    void everythingMayArriveTwiceAndAgainFromTheStart(String condition, String end) {
        // Given
        system.repeating(2);
        UUID deletion = request(condition);
        system.deliver();
        assertThat(state(deletion)).isEqualTo(end);
        List<Integer> rows = ids("b", "c");

        // When
        system.services().forEach(service -> service.sql("TRUNCATE cascade.inbox"));
        system.services().forEach(TestService::allOutboxAgain);
        system.deliver();

        // Then
        assertThat(state(deletion)).isEqualTo(end);
        assertThat(ids("b", "c")).isEqualTo(rows);
        assertThat(ids("a", "p")).isEqualTo(end.equals("executed") ? List.of(2) : List.of(1, 2));
        assertThat(ids("d", "g")).containsExactly(200, 201);
        assertNothingIsLeftOpen();
    }

    @Test
    void ofTwoDeletionsOfOneRowOneIsDecidedFirst() {
        // Given
        UUID first = request("id = 1");

        // When / Then
        assertThatThrownBy(() -> request("id IN (1, 2)"))
                .satisfies(e -> assertThat(SqlStates.of(e)).contains("55P03"))
                .hasMessageContaining("another deletion of rows of table \"p\" is being decided");
        system.deliver();
        assertThat(state(first)).isEqualTo("executed");
        assertThat(request("id = 1")).isNull();
    }

    @Test
    void aRequestThatIsRolledBackHasNeverBeen() {
        // When
        system.service("a").sql("BEGIN; SELECT cascade.request_deletion('p', 'true'); ROLLBACK");
        system.deliver();

        // Then
        assertThat(system.service("a").count("cascade.intent")).isZero();
        assertUnchanged();
    }

    @Test
    void aTableThatNobodyHoldsIsDeletedFromAsUsual() {
        assertThatThrownBy(() -> system.service("d").dsl().fetch("SELECT cascade.request_deletion('g', 'true')"))
                .satisfies(e -> assertThat(SqlStates.of(e)).contains("55000"))
                .hasMessageContaining("needs nobody's consent");
        system.service("d").sql("DELETE FROM g WHERE id = 200");
        assertThat(ids("d", "g")).containsExactly(201);
    }

    private UUID request(String condition) {
        return system.service("a")
                .dsl()
                .fetchSingle("SELECT cascade.request_deletion('p', ?, '10 min')", condition)
                .get(0, UUID.class);
    }

    private Record intent(UUID deletion) {
        return system.service("a")
                .dsl()
                .fetchSingle("SELECT * FROM cascade.intent WHERE deletion_id = ? AND upstream_event IS NULL", deletion);
    }

    private String state(UUID deletion) {
        return intent(deletion).get("state", String.class);
    }

    private List<Integer> ids(String service, String table) {
        return system.service(service).values(Integer.class, "SELECT id FROM " + table + " ORDER BY 1");
    }

    private void assertBusy(String service, String sql) {
        assertThatThrownBy(() -> system.service(service).sql(sql))
                .as(sql)
                .satisfies(e -> assertThat(SqlStates.of(e)).contains("55P03"))
                .hasStackTraceContaining("a deletion is being decided");
    }

    private void assertUnchanged() {
        assertThat(ids("a", "p")).containsExactly(1, 2);
        assertThat(ids("b", "c")).containsExactly(10, 11, 20);
        assertThat(ids("d", "g")).containsExactly(200, 201);
        assertThat(system.service("e").count("n WHERE p = id")).isEqualTo(2);
    }

    private void assertNothingIsLeftOpen() {
        system.services().forEach(service -> {
            assertThat(service.count("cascade.intent WHERE state IN ('voting', 'approved')"))
                    .as(service.name())
                    .isZero();
            assertThat(service.count("cascade.intent_key")).as(service.name()).isZero();
            assertThat(service.count("cascade.ballot")).as(service.name()).isZero();
            assertThat(service.count("cascade.trial")).isZero();
            assertThat(service.count("cascade.trial_event")).isZero();
            assertThat(service.count("cascade.dead_letter")).as(service.name()).isZero();
            assertThat(service.count("cascade.delivery WHERE state NOT IN ('settled', 'discarded')"))
                    .as(service.name())
                    .isZero();
        });
        assertThat(system.service("b").count("cascade.a__p__id WHERE intended_by IS NOT NULL"))
                .isZero();
        assertThat(system.service("d").count("cascade.b__c__id WHERE intended_by IS NOT NULL"))
                .isZero();
    }
}
