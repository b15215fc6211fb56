/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.publish.OutboxInstaller;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstallScriptTest {

    /** The middle of a chain, with what makes SQL generation go wrong: quotes, dollars, composite keys, several roles. */
    private static final Contracts CONTRACTS = TestContracts.of(
            "top-middle: top.p(id bigint) <- middle.m(p_id) CASCADE retain P30D",
            "top-other: top.other.\"P $cascade$\"(a uuid, \"B''x\" text) <- middle.\"M \"\"q\"\"\"(a, \"the B\") SET NULL",
            "middle-bottom: middle.m(id bigint) <- bottom.b(m_id) CASCADE retain P4W",
            "middle-code: middle.m(code text) <- bottom.b(code) SET DEFAULT",
            "middle-tree: middle.m(id bigint) <- middle.m(up) CASCADE\ndeleteOrphan: true");

    private static final String[] TABLES = {
        "CREATE SCHEMA other",
        "CREATE TABLE m (id bigint PRIMARY KEY, code text UNIQUE NOT NULL, p_id bigint, up bigint)",
        "CREATE TABLE local (id bigint PRIMARY KEY, m bigint REFERENCES m ON DELETE CASCADE, n bigint REFERENCES m ON DELETE SET NULL)",
        "CREATE INDEX ON m (p_id)",
        "CREATE INDEX ON m (up)",
        "CREATE TABLE \"M \"\"q\"\"\" (a uuid, \"the B\" text)",
        "CREATE INDEX ON \"M \"\"q\"\"\" (a, \"the B\")"
    };

    private final TestService service = newService();

    private static TestService newService() {
        return new TestService("middle", CONTRACTS).sql(TABLES);
    }

    @AfterEach
    void dropSlot() {
        dropSlot(service);
    }

    @Test
    void theScriptMakesWhatTheEngineMakes() {
        // Given
        TestService byEngine = newService().install();
        try {
            new OutboxInstaller(byEngine.dsl()).install("middle");
        } finally {
            dropSlot(byEngine);
        }

        // When
        runScript(service);
        dropSlot(service);

        // Then
        assertThat(DatabaseSnapshot.definitions(service))
                .containsExactlyElementsOf(DatabaseSnapshot.definitions(byEngine));
        assertThat(DatabaseSnapshot.rows(service)).containsExactlyElementsOf(DatabaseSnapshot.rows(byEngine));
    }

    @Test
    void runningItTwiceChangesNothingAtAll() {
        // Given
        runScript(service);
        List<String> before = DatabaseSnapshot.versions(service);

        // When
        runScript(service);

        // Then
        assertThat(DatabaseSnapshot.versions(service)).isEqualTo(before);
    }

    @Test
    void aServiceThatStartsLaterFindsEverythingDone() {
        // Given
        runScript(service);
        List<String> before = DatabaseSnapshot.versions(service);

        // When
        service.install();
        new OutboxInstaller(service.dsl()).install("middle");

        // Then
        assertThat(DatabaseSnapshot.versions(service)).isEqualTo(before);
    }

    @Test
    void theScriptFindsWhatAServiceHasDone() {
        // Given
        service.install();
        new OutboxInstaller(service.dsl()).install("middle");
        List<String> before = DatabaseSnapshot.versions(service);

        // When
        runScript(service);

        // Then
        assertThat(DatabaseSnapshot.versions(service)).isEqualTo(before);
    }

    @Test
    void inOneTransactionWhatNeedsTheSlotIsLeftToTheService() {
        // Given
        TestService byEngine = newService().install();
        new OutboxInstaller(byEngine.dsl()).install("middle");
        List<String> expected = DatabaseSnapshot.definitions(byEngine);
        dropSlot(byEngine);

        // When: several statements sent as one are a transaction
        service.sql(new InstallScript("middle", CONTRACTS).render());

        // Then: no message lies in an outbox that nobody reads yet
        assertThat(service.count("pg_publication")).isOne();
        assertThat(service.count("cascade.relationship")).isZero();
        assertThat(service.count("cascade.outbox")).isZero();
        new OutboxInstaller(service.dsl()).install("middle");
        service.install();
        assertThat(DatabaseSnapshot.definitions(service)).containsExactlyElementsOf(expected);
    }

    @Test
    void aRoleWithoutReplicationIsToldWhoHasToMakeTheSlot() {
        // Given
        String database =
                service.values(String.class, "SELECT current_database()").get(0);
        String role = database + "_plain";
        service.sql(
                "CREATE ROLE " + role,
                "GRANT CREATE ON DATABASE " + database + " TO " + role,
                "ALTER SCHEMA public OWNER TO " + role,
                "ALTER TABLE m OWNER TO " + role,
                "ALTER TABLE local OWNER TO " + role,
                "ALTER TABLE \"M \"\"q\"\"\" OWNER TO " + role);

        // When
        List<String> warnings = runAs(role);

        // Then
        assertThat(warnings)
                .contains(
                        "the replication slot cascade_middle is not created: permission denied to use replication slots",
                        "waits for the replication slot cascade_middle: the triggers of public.m",
                        "waits for the replication slot cascade_middle: the foreign key top-middle");
        assertThat(service.count("cascade.outbox")).isZero();

        service.sql("SELECT pg_create_logical_replication_slot('cascade_middle', 'pgoutput')");
        assertThat(runAs(role)).isEmpty();
        assertThat(service.count("cascade.relationship")).isEqualTo(6);
    }

    private List<String> runAs(String role) {
        List<String> warnings = new ArrayList<>();
        service.dsl().connection(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET ROLE " + role);
                for (String sql : new InstallScript("middle", CONTRACTS).statements()) {
                    statement.execute(sql);
                    if (statement.getWarnings() != null) {
                        warnings.add(statement.getWarnings().getMessage());
                    }
                }
                statement.execute("RESET ROLE");
            }
        });
        return warnings;
    }

    @Test
    void aTableWithRowsWaitsForItsKeysAsWithTheEngine() {
        // Given
        service.sql("INSERT INTO m VALUES (1, 'a', 7, NULL)");

        // When
        runScript(service);
        service.install();

        // Then
        assertThat(service.values(
                        String.class,
                        "SELECT state FROM cascade.relationship WHERE name IN ('top-middle', 'top-other')"
                                + " ORDER BY name"))
                .containsExactly("observing", "backfilling");
        assertThat(service.count("pg_constraint WHERE conname = 'top-middle'")).isZero();
    }

    @Test
    void aChangedContractIsBroughtIntoEffect() {
        // Given
        runScript(service);
        Contracts changed = TestContracts.of(
                "top-middle: top.p(id bigint) <- middle.m(p_id) SET NULL",
                "middle-bottom: middle.m(id bigint) <- bottom.b(m_id) CASCADE",
                "middle-tree: middle.m(id bigint) <- middle.m(up) CASCADE",
                "middle-more: middle.m(id bigint) <- bottom.b2(m_id) CASCADE");

        // When
        new InstallScript("middle", changed).statements().forEach(service::sql);

        // Then
        assertThat(service.values(
                        String.class,
                        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'top-middle'"))
                .first()
                .asString()
                .contains("ON DELETE SET NULL");
        assertThat(service.count("pg_trigger WHERE tgname LIKE 'cascade_orphan%'"))
                .isZero();
        List<String> before = DatabaseSnapshot.versions(service);
        new InstallScript("middle", changed).statements().forEach(service::sql);
        assertThat(DatabaseSnapshot.versions(service)).isEqualTo(before);
    }

    @Test
    void aForeignKeyOfSomebodyElseWithTheNameIsRefused() {
        service.sql("CREATE TABLE x (id bigint PRIMARY KEY)")
                .sql("ALTER TABLE m ADD CONSTRAINT \"top-middle\" FOREIGN KEY (p_id) REFERENCES x");
        assertThatThrownBy(() -> runScript(service)).hasStackTraceContaining("another foreign key named 'top-middle'");
    }

    private static void runScript(TestService service) {
        new InstallScript("middle", CONTRACTS).statements().forEach(service::sql);
    }

    /** Slots are the server's: the other tests' services of this name want one too. */
    private static void dropSlot(TestService service) {
        service.sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE database = current_database()");
    }
}
