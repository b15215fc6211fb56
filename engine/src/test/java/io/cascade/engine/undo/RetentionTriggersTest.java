/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.install.script.InstallScript;
import io.cascade.engine.preflight.Preflight;
import io.cascade.engine.preflight.TableReason;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** Where copies are kept, and who takes that away. */
class RetentionTriggersTest {

    private static final Contracts MONTH = contracts(" retain P30D");
    private static final Contracts DAY = contracts(" retain P1D");
    private static final Contracts NONE = contracts("");

    private final TestService service = new TestService("a", MONTH)
            .sql(
                    "CREATE TABLE p (id bigint PRIMARY KEY)",
                    "CREATE TABLE one (id bigint PRIMARY KEY, p bigint REFERENCES p ON DELETE CASCADE)",
                    "CREATE TABLE two (id bigint PRIMARY KEY, one bigint REFERENCES one ON DELETE CASCADE) PARTITION BY HASH (id)",
                    "CREATE TABLE two_1 PARTITION OF two FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
                    "CREATE TABLE cleared (id bigint PRIMARY KEY, two bigint REFERENCES two ON DELETE SET NULL)",
                    "CREATE TABLE kept (id bigint PRIMARY KEY, p bigint REFERENCES p)")
            .install();

    private static Contracts contracts(String retain) {
        return TestContracts.of("r: a.p(id bigint) <- b.c(p) CASCADE" + retain);
    }

    @Test
    void theyAreOnEveryTableThatADeleteReachesAndNowhereElse() {
        assertThat(triggers())
                .containsExactly(
                        "cleared 30 days cascade_retain_changed_",
                        "cleared 30 days cascade_retain_changing",
                        "one 30 days cascade_retain_deleted",
                        "p 30 days cascade_retain_deleted",
                        "two 30 days cascade_retain_deleted");
        assertThat(service.count("pg_trigger WHERE tgname LIKE 'cascade_retain_%' AND tgenabled <> 'A'"))
                .isZero();
    }

    @Test
    void anInstanceWithOlderContractsTakesNothingAwayAndTheScriptDoes() {
        // When / Then
        service.under(NONE).install();
        service.under(DAY).install();
        assertThat(triggers()).hasSize(5).allMatch(trigger -> trigger.contains(" 30 days "));
        assertThat(new RetentionTriggers("a", DAY).installed(service.dsl())).isTrue();
        service.sql(new RetentionTriggers("a", DAY).block());
        assertThat(triggers()).hasSize(5).allMatch(trigger -> trigger.contains(" 1 day "));
        assertThat(new RetentionTriggers("a", MONTH).installed(service.dsl())).isFalse();
        service.sql(new RetentionTriggers("a", NONE).block());
        assertThat(triggers()).isEmpty();
        assertThat(new InstallScript("a", MONTH).render()).contains("cascade.install_retention(");
    }

    @Test
    void oneThatIsDroppedOrDisabledIsSeenAndMadeAnew() {
        // Given
        service.sql(
                "ALTER TABLE one DISABLE TRIGGER cascade_retain_deleted", "DROP TRIGGER cascade_retain_deleted ON two");
        assertThat(new RetentionTriggers("a", MONTH).installed(service.dsl())).isFalse();

        // When
        service.install();

        // Then
        assertThat(new RetentionTriggers("a", MONTH).installed(service.dsl())).isTrue();
        assertThat(triggers()).hasSize(5);
    }

    @Test
    void rowsOfAllOfThemComeBack() {
        // Given
        service.sql(
                "INSERT INTO p VALUES (1), (2)",
                "INSERT INTO one VALUES (10, 1), (11, 2)",
                "INSERT INTO two VALUES (100, 10), (101, 11)",
                "INSERT INTO cleared VALUES (7, 100), (8, 101), (9, NULL)",
                "DELETE FROM p WHERE id = 1",
                "UPDATE cascade.delivery SET state = 'settled'");
        assertThat(service.count("cleared WHERE two IS NULL")).isEqualTo(2);

        // When
        RestoreResult result = new Undo(service.dsl(), "a", MONTH)
                .restore(service.values(java.util.UUID.class, "SELECT id FROM cascade.deletion")
                        .get(0));

        // Then
        assertThat(result).isEqualTo(new RestoreResult.Begun());
        assertThat(service.values(Long.class, "SELECT two FROM cleared ORDER BY id"))
                .containsExactly(100L, 101L, null);
        assertThat(service.count("two_1")).isEqualTo(2);
    }

    @Test
    void aTableOfSomebodyElseThatADeleteReachesIsToldBeforeTheStart() throws SQLException {
        // Given
        service.sql("CREATE ROLE undo_owner", "ALTER TABLE p OWNER TO undo_owner");
        List<TableReason> reasons;

        // When
        try (Connection connection = service.dataSource().getConnection()) {
            DSLContext plain = DSL.using(connection, SQLDialect.POSTGRES);
            plain.execute("SET ROLE undo_owner");
            reasons = new Preflight(new Catalog(plain)).tables("a", MONTH);
            plain.execute("RESET ROLE");
        }
        service.sql("REASSIGN OWNED BY undo_owner TO CURRENT_USER", "DROP OWNED BY undo_owner", "DROP ROLE undo_owner");

        // Then
        assertThat(reasons).extracting(TableReason::text).anySatisfy(text -> assertThat(text)
                .contains("deletes of public.p reach public.one by a local foreign key")
                .contains("retain of 'r' (r.yaml:1) could keep no copies"));
    }

    private List<String> triggers() {
        return service.values(
                String.class,
                "SELECT tgrelid::regclass || ' ' || obj_description(oid, 'pg_trigger') || ' '"
                        + " || regexp_replace(tgname, '[0-9a-f]{16}$', '') FROM pg_trigger"
                        + " WHERE tgname LIKE 'cascade_retain_%' AND tgparentid = 0 ORDER BY 1");
    }
}
