/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.StartRefusedException;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import org.junit.jupiter.api.Test;

class OutboxInstallerTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: slots.p(id bigint) <- b.c(fk) CASCADE");

    @Test
    void aSlotThatReadsAnotherDatabaseIsRefused() {
        // Given a service of the same name in another database of the server, as in a copy for testing
        TestService first = service();
        new OutboxInstaller(first.dsl()).install("slots");
        new OutboxInstaller(first.dsl()).install("slots");
        try {
            assertThat(first.count("pg_replication_slots WHERE slot_name = 'cascade_slots' AND failover"))
                    .as("standbys may keep a copy")
                    .isOne();

            // When / Then
            assertThatThrownBy(() -> new OutboxInstaller(service().dsl()).install("slots"))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("cascade_slots")
                    .hasMessageContaining("belongs to the database");
        } finally {
            first.sql("SELECT pg_drop_replication_slot('cascade_slots')");
        }
    }

    @Test
    void aSlotOfAnotherOutputPluginIsRefused() {
        TestService service = service();
        service.sql("SELECT pg_create_logical_replication_slot('cascade_slots', 'test_decoding')");
        try {
            assertThatThrownBy(() -> new OutboxInstaller(service.dsl()).install("slots"))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("test_decoding");
        } finally {
            service.sql("SELECT pg_drop_replication_slot('cascade_slots')");
        }
        assertThat(service.count("pg_replication_slots WHERE slot_name = 'cascade_slots'"))
                .isZero();
    }

    @Test
    void aServerThatKnowsNoFailoverSlotsGetsAPlainOne() {
        assertThat(SlotSql.create("s", "160009"))
                .isEqualTo("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
        assertThat(SlotSql.create("s", "170000")).contains("failover => true");
    }

    private static TestService service() {
        return new TestService("slots", CONTRACTS)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
    }
}
