/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.publish.OutboxInstaller;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UninstallScriptTest {

    private static final Contracts CONTRACTS = TestContracts.of(
            "top-half: top.p(id bigint) <- half.m(p_id) CASCADE",
            "top-parts: top.p(id bigint) <- half.parted(p_id) CASCADE\ndeleteOrphan: true",
            "half-bottom: half.m(id bigint) <- bottom.b(m_id) CASCADE");

    private final TestService service = new TestService("half", CONTRACTS)
            .sql(
                    "CREATE SCHEMA other",
                    "CREATE TABLE own (id int PRIMARY KEY)",
                    "CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                    "CREATE TABLE m (id bigint PRIMARY KEY, p_id bigint, own_id int REFERENCES own)",
                    "CREATE TRIGGER own AFTER DELETE ON m EXECUTE FUNCTION own()",
                    "CREATE INDEX ON m (p_id)",
                    "CREATE TABLE parted (p_id bigint, part int) PARTITION BY LIST (part)",
                    "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1)",
                    "CREATE INDEX ON parted (p_id)",
                    "CREATE PUBLICATION own FOR TABLE m");

    @AfterEach
    void dropSlot() {
        service.sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE database = current_database()");
    }

    @Test
    void everythingGoesAndTheServicesTablesAndRowsStayAsTheyWere() {
        // Given
        List<String> before = DatabaseSnapshot.definitions(service);
        service.install();
        new OutboxInstaller(service.dsl()).install("half");
        service.sql("INSERT INTO cascade.top__p__id VALUES (7, 1)", "INSERT INTO own VALUES (1)");
        service.sql("INSERT INTO m VALUES (1, 7, 1), (2, NULL, NULL)");
        List<String> rows = service.values(String.class, "SELECT concat_ws(' ', m, xmin, ctid) FROM m");

        // When
        uninstall();

        // Then
        assertThat(DatabaseSnapshot.definitions(service)).containsExactlyElementsOf(before);
        assertThat(service.values(String.class, "SELECT concat_ws(' ', m, xmin, ctid) FROM m"))
                .isEqualTo(rows);
        service.sql("UPDATE m SET id = 3 WHERE id = 2", "DELETE FROM m", "TRUNCATE m");
    }

    @Test
    void uninstallingTwiceAndInstallingAgainWork() {
        // Given
        new InstallScript("half", CONTRACTS).statements().forEach(service::sql);
        List<String> installed = DatabaseSnapshot.definitions(service);

        // When
        uninstall();
        uninstall();
        new InstallScript("half", CONTRACTS).statements().forEach(service::sql);

        // Then
        assertThat(DatabaseSnapshot.definitions(service)).containsExactlyElementsOf(installed);
        service.install();
    }

    @Test
    void aViewOnTheEnginesTablesIsNotDroppedSilently() {
        // Given
        service.install();
        service.sql("CREATE VIEW report AS SELECT * FROM cascade.deletion");

        // When / Then
        assertThatThrownBy(this::uninstall)
                .hasStackTraceContaining("views of yours read tables of the schema cascade: report");
        service.sql("DROP VIEW report");
        uninstall();
    }

    private void uninstall() {
        new UninstallScript("half").statements().forEach(service::sql);
    }
}
