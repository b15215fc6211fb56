/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.publish.OutboxInstaller;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The script for relationships with check: eventual, alone and beside strict ones. */
class EventualScriptTest {

    private static final String STRICT = "late: top.p(id bigint) <- eve.late(p_id) CASCADE";
    private static final String BESIDE = "beside: top.p(id bigint) <- eve.beside(p_id) CASCADE";

    private static final Contracts CONTRACTS = TestContracts.of(
            STRICT + " eventual",
            BESIDE,
            "alone: top.other.\"P $cascade$\"(a uuid, \"B''x\" text) <- eve.\"M \"\"q\"\"\"(a, \"the B\") SET NULL eventual");

    private static final String[] TABLES = {
        "CREATE SCHEMA other",
        "CREATE TABLE late (p_id bigint)",
        "CREATE INDEX ON late (p_id)",
        "CREATE TABLE beside (p_id bigint)",
        "CREATE INDEX ON beside (p_id)",
        "CREATE TABLE \"M \"\"q\"\"\" (a uuid, \"the B\" text)",
        "CREATE INDEX ON \"M \"\"q\"\"\" (a, \"the B\")",
        "INSERT INTO late VALUES (1)"
    };

    private final TestService service = new TestService("eve", CONTRACTS).sql(TABLES);

    @AfterEach
    void dropSlot() {
        dropSlot(service);
    }

    @Test
    void theScriptMakesWhatTheEngineMakes() {
        // Given
        TestService byEngine = new TestService("eve", CONTRACTS).sql(TABLES).install();
        new OutboxInstaller(byEngine.dsl()).install("eve");
        dropSlot(byEngine);

        // When
        runScript(CONTRACTS);
        dropSlot(service);

        // Then
        assertThat(DatabaseSnapshot.definitions(service))
                .containsExactlyElementsOf(DatabaseSnapshot.definitions(byEngine));
        assertThat(DatabaseSnapshot.rows(service)).containsExactlyElementsOf(DatabaseSnapshot.rows(byEngine));
        assertThat(service.values(
                        String.class,
                        "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"))
                .hasSize(6);
        service.sql("INSERT INTO \"M \"\"q\"\"\" VALUES (gen_random_uuid(), 'x'), (NULL, 'x')");
    }

    @Test
    void scriptAndServiceFindEachOthersWorkDone() {
        // Given
        runScript(CONTRACTS);
        List<String> before = DatabaseSnapshot.versions(service);

        // When
        runScript(CONTRACTS);
        service.install();
        runScript(CONTRACTS);

        // Then
        assertThat(DatabaseSnapshot.versions(service)).isEqualTo(before);
    }

    @Test
    void aChangeOfTheCheckIsBroughtIntoEffectByScriptAsByTheEngine() {
        // Given
        Contracts strict = TestContracts.of(STRICT, BESIDE);
        Contracts eventual = TestContracts.of(STRICT + " eventual", BESIDE + " eventual");
        TestService byEngine = new TestService("eve", CONTRACTS).sql(TABLES);
        new OutboxInstaller(byEngine.under(CONTRACTS).install().dsl()).install("eve");
        dropSlot(byEngine);
        runScript(CONTRACTS);

        for (Contracts changed : List.of(eventual, strict, eventual, strict)) {
            // When
            byEngine.under(changed).install();
            runScript(changed);
            runScript(changed);

            // Then
            assertThat(triggersAndRows(service)).isEqualTo(triggersAndRows(byEngine));
        }
    }

    @Test
    void aTriggerThatSomebodyHasDisabledIsMended() {
        // Given
        runScript(CONTRACTS);
        service.sql("ALTER TABLE late DISABLE TRIGGER cascade_check_insert__late");

        // When
        runScript(CONTRACTS);

        // Then
        assertThat(service.count("pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'"))
                .isZero();
    }

    @Test
    void uninstallingTakesTheTriggersAndLeavesTheRows() {
        // Given
        List<String> before = DatabaseSnapshot.definitions(service);
        runScript(CONTRACTS);
        service.sql("INSERT INTO late VALUES (2)");

        // When
        new UninstallScript("eve").statements().forEach(service::sql);

        // Then
        assertThat(DatabaseSnapshot.definitions(service)).containsExactlyElementsOf(before);
        assertThat(service.count("late")).isEqualTo(2);
        service.sql("INSERT INTO late VALUES (3)");
    }

    private static List<String> triggersAndRows(TestService service) {
        return service.values(
                String.class,
                "SELECT concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.tgfoid, 'pg_proc'))"
                        + " FROM pg_trigger t WHERE NOT tgisinternal UNION ALL SELECT concat_ws(' ', name, role, state,"
                        + " buckets, bucket_count, request IS NULL) FROM cascade.relationship UNION ALL"
                        + " SELECT concat_ws(' ', topic, record_key, type, subject) FROM cascade.outbox ORDER BY 1");
    }

    private void runScript(Contracts contracts) {
        new InstallScript("eve", contracts).statements().forEach(service::sql);
    }

    /** Slots are the server's: the other tests' services of this name want one too. */
    private static void dropSlot(TestService service) {
        service.sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE database = current_database()");
    }
}
