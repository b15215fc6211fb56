/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CascadeTest {

    private static final Contracts CONTRACTS =
            TestContracts.of("pet-owner: owners.owner(id bigint) <- pets.pet(owner_id) CASCADE");

    private TestService owners;
    private TestService pets;

    @BeforeEach
    void install() {
        owners = new TestService("owners", CONTRACTS)
                .sql("CREATE TABLE owner (id bigint PRIMARY KEY, name text)")
                .install();
        pets = new TestService("pets", CONTRACTS)
                .sql(
                        "CREATE TABLE pet (id bigint GENERATED ALWAYS AS IDENTITY, owner_id bigint)",
                        "CREATE INDEX ON pet (owner_id)")
                .install();
        owners.receiveReports(pets.takeOutbox());
        owners.backfill();
        deliver();
    }

    @Test
    void aDeleteTakesTheChildrenOfItsKeysAndNoOthers() {
        // Given
        owners.sql("INSERT INTO owner SELECT generate_series(1, 3000)");
        deliver();
        pets.sql(
                "INSERT INTO pet (owner_id) SELECT g % 3000 + 1 FROM generate_series(1, 9000) g",
                "INSERT INTO pet VALUES (DEFAULT, NULL)");

        // When
        owners.sql("DELETE FROM owner WHERE id <= 2500");
        deliver();

        // Then
        assertThat(pets.count("pet WHERE owner_id <= 2500")).isZero();
        assertThat(pets.count("pet WHERE owner_id > 2500")).isEqualTo(1500);
        assertThat(pets.count("pet WHERE owner_id IS NULL")).isEqualTo(1);
        assertThat(owners.values(String.class, "SELECT DISTINCT state FROM cascade.delivery"))
                .containsExactly("settled");
        assertThat(owners.values(Long.class, "SELECT sum(rows)::bigint FROM cascade.delivery"))
                .containsExactly(7500L);
        assertThat(owners.count("cascade.deletion")).isEqualTo(1);
    }

    @Test
    void aChildOfAnUnknownOrDeletedParentIsRefusedByPostgresItself() {
        // Given
        owners.sql("INSERT INTO owner VALUES (1), (2)", "DELETE FROM owner WHERE id = 2");
        deliver();

        // When / Then
        pets.sql("INSERT INTO pet (owner_id) VALUES (1)");
        for (int absent : new int[] {2, 3}) {
            assertThatThrownBy(() -> pets.sql("INSERT INTO pet (owner_id) VALUES (" + absent + ")"))
                    .rootCause()
                    .hasMessageContaining("pet-owner")
                    .extracting("SQLState")
                    .isEqualTo("23503");
        }
        assertThat(pets.count("pet")).isEqualTo(1);
    }

    @Test
    void redeliveryAndReplayFromTheStartChangeNothing() {
        // Given
        owners.sql(
                "INSERT INTO owner VALUES (1), (2)", "DELETE FROM owner WHERE id = 1", "INSERT INTO owner VALUES (1)");
        List<ConsumerRecord<byte[], byte[]>> all = owners.takeOutbox();
        pets.receive(all);
        pets.sql("INSERT INTO pet (owner_id) VALUES (1), (2)");

        // When
        pets.receive(all);
        pets.receive(all.subList(0, 2));
        pets.sql("DELETE FROM cascade.inbox");
        pets.receive(all);
        pets.receive(all);

        // Then
        assertThat(pets.values(Long.class, "SELECT owner_id FROM pet ORDER BY 1"))
                .containsExactly(1L, 2L);
    }

    @Test
    void aReplayWhoseCreationWasForgottenButNotItsDeletionBringsNothingBack() {
        // Given
        owners.sql("INSERT INTO owner VALUES (9)");
        List<ConsumerRecord<byte[], byte[]>> created = owners.takeOutbox();
        pets.receive(created);
        pets.sql("INSERT INTO pet (owner_id) VALUES (9)");
        owners.sql("DELETE FROM owner WHERE id = 9");
        List<ConsumerRecord<byte[], byte[]>> deleted = owners.takeOutbox();
        pets.receive(deleted);
        owners.receiveReports(pets.takeOutbox());

        // When
        pets.sql("DELETE FROM cascade.inbox WHERE event_id = '"
                + new String(created.get(0).headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8) + "'");
        pets.receive(created);
        pets.receive(deleted);
        owners.receiveReports(pets.takeOutbox());

        // Then
        assertThat(pets.count("cascade.owners__owner__id")).isZero();
        assertThat(owners.values(String.class, "SELECT state || rows FROM cascade.delivery"))
                .containsExactly("settled1");
    }

    @Test
    void aStaleDeleteLeavesTheRecreatedKeyAlone() {
        // Given
        owners.sql("INSERT INTO owner VALUES (7)");
        deliver();
        owners.sql("DELETE FROM owner WHERE id = 7");
        List<ConsumerRecord<byte[], byte[]>> stale = owners.takeOutbox();
        owners.sql("INSERT INTO owner VALUES (7)");
        deliver();
        pets.sql("INSERT INTO pet (owner_id) VALUES (7)");

        // When
        pets.receive(stale);

        // Then
        assertThat(pets.count("pet WHERE owner_id = 7")).isEqualTo(1);
    }

    @Test
    void anOpenTransactionWithANewChildDelaysItsOwnKeyAndNothingElse() throws SQLException {
        // Given
        owners.sql("INSERT INTO owner VALUES (1), (2)");
        deliver();
        pets.sql("INSERT INTO pet (owner_id) VALUES (1), (2)");
        KeyEventHandler handler = pets.handler();
        try (Connection application = pets.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO pet (owner_id) VALUES (1)");

            // When
            owners.sql("DELETE FROM owner", "INSERT INTO owner VALUES (1)");
            handler.handle(owners.takeOutbox());
            handler.idle();

            // Then
            assertThat(pets.count("pet WHERE owner_id = 2")).isZero();
            assertThat(pets.count("pet WHERE owner_id = 1")).isEqualTo(1);
            application.commit();
        }
        handler.idle();
        handler.idle();
        assertThat(pets.count("pet")).isZero();
        assertThat(pets.count("cascade.owners__owner__id")).isEqualTo(1);
        assertThat(pets.count("cascade.owners__owner__id__held")).isZero();
        owners.receiveReports(pets.takeOutbox());
        assertThat(owners.values(String.class, "SELECT DISTINCT state FROM cascade.delivery"))
                .containsExactly("settled");
        assertThat(owners.values(Long.class, "SELECT sum(rows)::bigint FROM cascade.delivery"))
                .containsExactly(3L);
    }

    @Test
    void aLockedChildRowDelaysItsOwnKeyAndNothingElse() throws SQLException {
        // Given
        owners.sql("INSERT INTO owner VALUES (1), (2)");
        deliver();
        pets.sql("INSERT INTO pet (owner_id) VALUES (1), (1), (2)");
        KeyEventHandler handler = pets.handler();
        try (Connection application = pets.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("SELECT FROM pet WHERE id = 1 FOR UPDATE");

            // When
            owners.sql("DELETE FROM owner");
            handler.handle(owners.takeOutbox());

            // Then
            assertThat(pets.values(Long.class, "SELECT owner_id FROM pet")).containsExactly(1L, 1L);
            application.rollback();
        }
        handler.idle();
        assertThat(pets.count("pet")).isZero();
    }

    @Test
    void poisonBecomesADeadLetterAndTheRestGoesOn() {
        // Given
        owners.sql("INSERT INTO owner SELECT generate_series(1, 40)");
        deliver();
        pets.sql(
                "INSERT INTO pet (owner_id) SELECT generate_series(1, 40)",
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN IF OLD.owner_id = 5 THEN RAISE EXCEPTION 'number five stays'; END IF; RETURN OLD; END$$",
                "CREATE TRIGGER keep BEFORE DELETE ON pet FOR EACH ROW EXECUTE FUNCTION keep()");
        owners.sql(
                "DELETE FROM owner WHERE id = 4", "DELETE FROM owner WHERE id = 5", "DELETE FROM owner WHERE id = 6");
        List<ConsumerRecord<byte[], byte[]>> records = owners.takeOutbox();
        ConsumerRecord<byte[], byte[]> garbage =
                new ConsumerRecord<>(records.get(0).topic(), 3, 99, null, "{\"table\":".getBytes());
        garbage.headers().add("ce_id", "nonsense".getBytes()).add("ce_type", "io.cascade.keys.deleted.v1".getBytes());

        // When
        pets.receive(List.of(records.get(0), garbage, records.get(1), records.get(2)));
        pets.receive(List.of(garbage));
        owners.receiveReports(pets.takeOutbox());

        // Then
        assertThat(pets.values(Long.class, "SELECT owner_id FROM pet WHERE owner_id <= 6 ORDER BY 1"))
                .containsExactly(1L, 2L, 3L, 5L);
        assertThat(pets.values(
                        String.class, "SELECT coalesce(sql_state, 'malformed') FROM cascade.dead_letter ORDER BY id"))
                .containsExactlyInAnyOrder("malformed", "P0001");
        assertThat(pets.deadLetterTopic()).hasSize(2).allSatisfy(record -> assertThat(record.topic())
                .isEqualTo("cascade.owners.public.owner.dlq"));
        assertThat(owners.values(String.class, "SELECT state FROM cascade.delivery ORDER BY created_at"))
                .containsExactly("settled", "failed", "settled");
    }

    @Test
    void truncateAndAChangeOfTheKeyAreRefusedWithAHint() {
        owners.sql("INSERT INTO owner VALUES (1, 'Ann')", "UPDATE owner SET name = 'Anne', id = id");
        assertThatThrownBy(() -> owners.sql("UPDATE owner SET id = 2"))
                .rootCause()
                .hasMessageContaining("Insert a row with the new key")
                .extracting("SQLState")
                .isEqualTo("23001");
        assertThatThrownBy(() -> owners.sql("TRUNCATE owner"))
                .rootCause()
                .hasMessageContaining("DELETE FROM public.owner")
                .extracting("SQLState")
                .isEqualTo("0A000");
        assertThat(owners.values(Long.class, "SELECT id FROM owner")).containsExactly(1L);
    }

    private void deliver() {
        pets.receive(owners.takeOutbox());
        List<ConsumerRecord<byte[], byte[]>> reports = pets.takeOutbox();
        if (!reports.isEmpty()) {
            owners.receiveReports(reports);
        }
    }
}
