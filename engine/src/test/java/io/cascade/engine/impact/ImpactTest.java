/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.TableName;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** What a delete would take along, in services that ask each other without a network. */
class ImpactTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Set<String> down = new HashSet<>();
    private final List<ImpactQuestion> questions = new ArrayList<>();

    @Test
    void countsTheRowsOfEachRelationshipAndLevel() {
        // Given
        TestSystem system = threeLevels("CASCADE");

        // When
        Impact impact = impact(system, "a", "p", "id <= 2");

        // Then
        assertThat(impact.keys()).isEqualTo(2);
        assertThat(impact.partial()).isFalse();
        assertThat(lines(impact)).containsExactly("1 c-p b public.c 3", "2 g-c c public.g 2", "1 n-p b public.n 1");
        assertThat(system.service("b").count("c")).isEqualTo(4);
    }

    @Test
    void goesOnOnlyWhereRowsAreDeleted() {
        // When
        Impact impact = impact(threeLevels("SET NULL"), "a", "p", "id <= 2");

        // Then
        assertThat(lines(impact)).containsExactly("1 c-p b public.c 3", "1 n-p b public.n 1");
    }

    @Test
    void saysWhatWouldRefuseTheDelete() {
        // Given
        TestSystem system = threeLevels("CASCADE");

        // When
        Impact impact = impact(system, "a", "p", "id <= 2");

        // Then
        assertThat(impact.relationships().get(1).restricts()).isTrue();
        assertThat(impact.relationships().get(0).restricts()).isFalse();
        assertThat(impact(system, "a", "p", "id = 3").relationships().get(1).restricts())
                .isFalse();
    }

    @Test
    void saysWhichServiceDidNotAnswerAndWhatTheOthersKnow() {
        // Given
        TestSystem system = threeLevels("CASCADE");
        down.add("c");

        // When
        Impact impact = impact(system, "a", "p", "id <= 2");

        // Then
        assertThat(impact.partial()).isTrue();
        assertThat(lines(impact))
                .containsExactly("1 c-p b public.c 3", "2 g-c c public.g null c is away", "1 n-p b public.n 1");
    }

    @Test
    void looksNoDeeperThanItIsTold() {
        // Given
        Impacts impacts = impacts(threeLevels("CASCADE"), "b");

        // When
        RelationshipImpact impact =
                impacts.answer(new ImpactQuestion("c-p", Map.of("id", List.of("1", "2")), Map.of(), 1, 1, false, LONG));

        // Then
        assertThat(impact.partial()).isTrue();
        assertThat(impact.relationships())
                .extracting(RelationshipImpact::error)
                .containsExactly("more levels than are looked at");
    }

    @Test
    void takesNothingAlongFromChildrenThatAreKept() {
        // Given
        Impacts impacts = impacts(threeLevels("CASCADE"), "a");

        // When
        Impact impact = impacts.of(new TableName("public", "p"), DSL.condition("id <= 2"), Propagation.ORPHAN, LONG);

        // Then
        assertThat(impact.partial()).isFalse();
        assertThat(lines(impact)).containsExactly("1 c-p b public.c 3", "1 n-p b public.n 1");
    }

    @Test
    void followsForeignKeysWithinADatabaseToTablesThatAreReferredTo() {
        // Given
        TestSystem system = new TestSystem(TestContracts.of(
                "x-p: a.p(id integer) <- b.x(p) CASCADE", "y-l: b.l2(k integer, t text) <- c.y(k, t) CASCADE"));
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b")
                .sql(
                        "CREATE TABLE x (id integer PRIMARY KEY, p integer)",
                        "CREATE INDEX ON x (p)",
                        "CREATE TABLE l1 (id integer PRIMARY KEY, x integer REFERENCES x ON DELETE CASCADE)",
                        "CREATE TABLE l2 (k integer, t text, l1 integer REFERENCES l1 ON DELETE CASCADE,"
                                + " PRIMARY KEY (k, t))");
        system.service("c").sql("CREATE TABLE y (k integer, t text)", "CREATE INDEX ON y (k, t)");
        system.install();
        system.service("a").sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        system.service("b")
                .sql(
                        "INSERT INTO x VALUES (10, 1), (11, 2)",
                        "INSERT INTO l1 VALUES (20, 10), (21, 11)",
                        "INSERT INTO l2 VALUES (1, 'ü''', 20), (2, 'b', 21)");
        system.deliver();
        system.service("c").sql("INSERT INTO y VALUES (1, 'ü'''), (1, 'ü'''), (2, 'b')");

        // When, Then
        assertThat(lines(impact(system, "a", "p", "id = 1")))
                .containsExactly("1 x-p b public.x 1", "2 y-l c public.y 2");
    }

    @Test
    void endsWhereRowsReferToOneAnotherInACircle() {
        // Given
        TestSystem system = new TestSystem(
                TestContracts.of("b-a: a.t(id integer) <- b.t(r) CASCADE", "a-b: b.t(id integer) <- a.t(r) CASCADE"));
        for (String service : List.of("a", "b")) {
            system.service(service).sql("CREATE TABLE t (id integer PRIMARY KEY, r integer)", "CREATE INDEX ON t (r)");
        }
        system.install();
        system.service("a").sql("INSERT INTO t VALUES (1, NULL), (2, NULL)");
        system.deliver();
        system.service("b").sql("INSERT INTO t VALUES (1, 1), (2, 2)");
        system.deliver();
        system.service("a").sql("UPDATE t SET r = CASE id WHEN 1 THEN 2 ELSE 1 END");

        // When
        Impact impact = impact(system, "a", "t", "id = 1");

        // Then
        assertThat(impact.partial()).isFalse();
        assertThat(lines(impact))
                .containsExactly(
                        "1 b-a b public.t 1", "2 a-b a public.t 1", "3 b-a b public.t 1", "4 a-b a public.t 1");
    }

    @Test
    void carriesNoKeysAlongWhereNothingComesAgain() {
        // When
        impact(threeLevels("CASCADE"), "a", "p", "true");

        // Then
        assertThat(questions).isNotEmpty().allSatisfy(question -> assertThat(question.visited())
                .isEmpty());
    }

    @Test
    void asksAboutAsManyKeysAsFitAndSaysThatThereMayBeMore() {
        // Given
        TestSystem system = new TestSystem(TestContracts.of("c-p: a.p(id integer) <- b.c(p) CASCADE"));
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.install().service("a").sql("INSERT INTO p SELECT generate_series(1, 10001)");
        system.deliver();
        system.service("b").sql("INSERT INTO c SELECT i, i FROM generate_series(1, 10001) AS i");

        // When
        Impact all = impact(system, "a", "p", "true");
        Impact fewer = impact(system, "a", "p", "id > 1");

        // Then
        assertThat(all.keys()).isEqualTo(10_001);
        assertThat(all.relationships().get(0).rows()).isEqualTo(10_000);
        assertThat(all.relationships().get(0).atLeast()).isTrue();
        assertThat(fewer.relationships().get(0).rows()).isEqualTo(10_000);
        assertThat(fewer.relationships().get(0).atLeast()).isFalse();
    }

    @Test
    void takesNoLongerThanItMayAndLocksNothing() throws SQLException {
        // Given
        TestSystem system = threeLevels("CASCADE");
        try (Connection other = system.service("c").dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE g IN ACCESS EXCLUSIVE MODE");
            system.service("b").sql("BEGIN; SELECT FROM c FOR UPDATE; COMMIT");

            // When
            Impact impact = impacts(system, "a")
                    .of(
                            new TableName("public", "p"),
                            DSL.condition("id <= 2"),
                            Propagation.BACKGROUND,
                            Duration.ofMillis(500));
            other.rollback();

            // Then
            assertThat(lines(impact).get(0)).isEqualTo("1 c-p b public.c 3");
            assertThat(lines(impact).get(1)).startsWith("2 g-c c public.g null counting its rows takes longer");
        }
    }

    @Test
    void refusesAQuestionThatIsNotOneOfTheRelationship() {
        // Given
        Impacts impacts = impacts(threeLevels("CASCADE"), "b");

        // When, Then
        assertRefused(impacts, "g-c", Map.of("id", List.of("1")));
        assertRefused(impacts, "c-p", Map.of("nr", List.of("1")));
        assertRefused(impacts, "c-p", Map.of("id", List.of("1"), "nr", List.of("1")));
        assertRefused(impacts, "c-p", Map.of("id", List.of("x")));
    }

    @Test
    void refusesToHaveBeenAskedAboutWhatIsNoKey() {
        Impacts impacts = impacts(threeLevels("CASCADE"), "b");
        ImpactQuestion question = new ImpactQuestion(
                "c-p", Map.of("id", List.of("1")), Map.of("g-c", Map.of("nr", List.of("1"))), 1, 10, false, LONG);
        assertThatIllegalArgumentException().isThrownBy(() -> impacts.answer(question));
    }

    private static void assertRefused(Impacts impacts, String relationship, Map<String, List<String>> keys) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> impacts.answer(new ImpactQuestion(relationship, keys, Map.of(), 1, 10, false, LONG)));
    }

    private TestSystem threeLevels(String action) {
        TestSystem system = new TestSystem(TestContracts.of(
                "c-p: a.p(id integer) <- b.c(p) " + action,
                "g-c: b.c(id integer) <- c.g(c) CASCADE",
                "n-p: a.p(id integer) <- b.n(p) NO ACTION"));
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b")
                .sql(
                        "CREATE TABLE c (id integer PRIMARY KEY, p integer)",
                        "CREATE INDEX ON c (p)",
                        "CREATE TABLE n (p integer)",
                        "CREATE INDEX ON n (p)");
        system.service("c").sql("CREATE TABLE g (c integer)", "CREATE INDEX ON g (c)");
        system.install().service("a").sql("INSERT INTO p VALUES (1), (2), (3)");
        system.deliver();
        system.service("b")
                .sql("INSERT INTO c VALUES (1, 1), (2, 1), (3, 2), (4, 3)", "INSERT INTO n VALUES (1), (NULL)");
        system.deliver();
        system.service("c").sql("INSERT INTO g VALUES (1), (3), (4)");
        return system;
    }

    private Impact impact(TestSystem system, String service, String table, String condition) {
        return impacts(system, service)
                .of(new TableName("public", table), DSL.condition(condition), Propagation.BACKGROUND, LONG);
    }

    private DependentClient client(TestSystem system) {
        return (relationship, question) -> {
            questions.add(question);
            String service = relationship.child().service();
            return CompletableFuture.completedFuture(
                    down.contains(service)
                            ? RelationshipImpact.unknown(relationship, question.level(), service + " is away")
                            : impacts(system, service).answer(question));
        };
    }

    /** One line a relationship, those below after it. */
    private static List<String> lines(Impact impact) {
        List<String> lines = new ArrayList<>();
        impact.relationships().forEach(relationship -> add(relationship, lines));
        return lines;
    }

    private static void add(RelationshipImpact impact, List<String> lines) {
        lines.add(impact.level() + " " + impact.name() + " " + impact.service() + " " + impact.table() + " "
                + impact.rows() + (impact.error() == null ? "" : " " + impact.error()));
        impact.relationships().forEach(below -> add(below, lines));
    }

    private Impacts impacts(TestSystem system, String service) {
        TestService of = system.service(service);
        return new LiveImpacts(of.dsl(), service, system.contracts(), client(system));
    }
}
