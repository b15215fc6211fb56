/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that fail however often they are tried must not keep the partition waiting for ever. */
class PermanentFailureTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    private final TestService children = new TestService("b", CONTRACTS)
            .sql("CREATE TABLE c (fk bigint, n int DEFAULT 0)", "CREATE INDEX ON c (fk)")
            .install();

    @Test
    void anEventThatNamesAKeyTwiceBecomesADeadLetter() {
        children.receive(List.of(event("created", "1", "[7,7]")));
        assertThat(children.values(String.class, "SELECT sql_state FROM cascade.dead_letter"))
                .containsExactly("21000");
    }

    @Test
    void aChildThatItsOwnTriggerChangesUnderItsDeleteBecomesADeadLetter() {
        children.receive(List.of(event("created", "1", "[7]")));
        children.sql(
                "INSERT INTO c VALUES (7)",
                "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN UPDATE c SET n = n + 1 WHERE fk = OLD.fk; RETURN OLD; END$$",
                "CREATE TRIGGER touch BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION touch()");
        children.receive(List.of(event("deleted", "2", "[7]")));
        assertThat(children.values(String.class, "SELECT sql_state FROM cascade.dead_letter"))
                .containsExactly("27000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "53200", "53300", "58030"})
    void whatADatabaseHasNoRoomForIsTriedAgainAndNoDeadLetter(String sqlState) {
        // Given
        children.receive(List.of(event("created", "1", "[7]")));
        children.sql(
                "INSERT INTO c VALUES (7)",
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN RAISE 'no room' USING ERRCODE = '" + sqlState + "'; END$$",
                "CREATE TRIGGER full_disk BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION full_disk()");

        // When
        assertThatThrownBy(() -> children.receive(List.of(event("deleted", "2", "[7]"))))
                .hasMessageContaining("no room");
        children.sql("DROP TRIGGER full_disk ON c");
        children.receive(List.of(event("deleted", "2", "[7]")));

        // Then
        assertThat(children.count("cascade.dead_letter")).isZero();
        assertThat(children.count("c")).isZero();
    }

    private static ConsumerRecord<byte[], byte[]> event(String kind, String version, String keys) {
        String payload = "{\"table\":\"public.p\",\"relationships\":[\"r\"],\"version\":" + version
                + ",\"deletion\":\"00000000-0000-0000-0000-000000000001\",\"keys\":{\"id\":" + keys + "}}";
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "cascade.a.public.p", 0, Long.parseLong(version), null, payload.getBytes(StandardCharsets.UTF_8));
        record.headers()
                .add("ce_id", ("00000000-0000-0000-0000-00000000000" + version).getBytes(StandardCharsets.UTF_8))
                .add("ce_type", ("io.cascade.keys." + kind + ".v1").getBytes(StandardCharsets.UTF_8))
                .add("ce_time", "2026-01-01T00:00:00Z".getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
