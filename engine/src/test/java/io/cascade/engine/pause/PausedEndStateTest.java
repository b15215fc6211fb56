/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestPostgres;
import io.cascade.engine.testing.TestService;
import java.util.List;
import java.util.Random;
import org.jooq.DSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same statements in one database with native foreign keys: whatever was paused in between, the rows are the same in the end.
 * A child is only inserted while its parent is there, because a paused relationship still takes those of a parent that is not.
 */
class PausedEndStateTest {

    private static final int STEPS = 60;
    private static final int KEYS = 5;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isThatOfNativeForeignKeys(long seed) {
        // Given
        Contracts contracts =
                TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE", "s: a.p(id bigint) <- b.d(fk) SET NULL");
        String p = "CREATE TABLE p (id bigint PRIMARY KEY)";
        TestService parents = TestService.migrated("a", contracts).sql(p).install();
        TestService children = TestService.migrated("b", contracts)
                .sql(
                        "CREATE TABLE c (id bigint, fk bigint)",
                        "CREATE INDEX ON c (fk)",
                        "CREATE TABLE d (id bigint, fk bigint)",
                        "CREATE INDEX ON d (fk)")
                .install()
                .rowsPerTransaction(100);
        DSLContext oracle = TestPostgres.dsl(TestPostgres.newDatabase());
        oracle.execute(p);
        oracle.execute("CREATE TABLE c (id bigint, fk bigint REFERENCES p ON DELETE CASCADE)");
        oracle.execute("CREATE TABLE d (id bigint, fk bigint REFERENCES p ON DELETE SET NULL)");
        Random random = new Random(seed);

        // When
        for (int step = 0; step < STEPS; step++) {
            String key = "(" + (1 + random.nextInt(KEYS)) + ")";
            switch (random.nextInt(10)) {
                case 0, 1 -> both("INSERT INTO p VALUES " + key + " ON CONFLICT DO NOTHING", oracle, parents);
                case 2, 3 -> both("DELETE FROM p WHERE id = " + key, oracle, parents);
                case 4, 5, 6 -> {
                    String table = random.nextBoolean() ? "c" : "d";
                    if (!oracle.fetch("SELECT 1 FROM p WHERE id = " + key).isEmpty()) {
                        int rows = random.nextInt(4) == 0 ? 150 : 2;
                        both(
                                "INSERT INTO " + table + " SELECT " + step + ", " + key + " FROM generate_series(1, "
                                        + rows + ")",
                                oracle,
                                children);
                    }
                }
                case 7 -> children.pauses().pause(random.nextBoolean() ? "r" : "s", null);
                case 8 -> children.pauses().resume(random.nextBoolean() ? "r" : "s");
                default -> children.handler().idle();
            }
            children.take(parents.takeOutbox());
        }
        children.pauses().resume("r");
        children.pauses().resume("s");
        children.work();

        // Then
        for (String table : List.of("c", "d")) {
            String rows = "SELECT concat_ws(' ', id, fk, count(*)) FROM " + table + " GROUP BY id, fk ORDER BY 1";
            assertThat(children.values(String.class, rows))
                    .as("%s, seed %d", table, seed)
                    .isEqualTo(oracle.fetch(rows).map(row -> row.get(0, String.class)));
        }
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id ORDER BY id"))
                .isEqualTo(oracle.fetch("SELECT id FROM p ORDER BY id").map(row -> row.get(0, Long.class)));
        assertThat(children.count("cascade.a__p__id__held")).isZero();
        parents.take(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT DISTINCT state FROM cascade.delivery"))
                .containsExactly("settled");
    }

    private static void both(String statement, DSLContext oracle, TestService service) {
        oracle.execute(statement);
        service.sql(statement);
    }
}
