/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysAndActionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "smallint | smallint | 1 | -2 | 3",
                "integer | integer | 1 | -2147483648 | 3",
                "bigint | bigint | 9007199254740993 | -9223372036854775808 | 9007199254740992",
                "uuid | uuid | '00000000-0000-0000-0000-000000000001' | 'ffffffff-ffff-ffff-ffff-ffffffffffff'"
                        + " | '00000000-0000-0000-0000-000000000002'",
                "text | text | `'a,\"b\\{}'` | `E'line\\nbreak''🙂'` | 'A,\"b\\{}'",
                "varchar | varchar(20) | 'x' | ' x' | 'x '",
                "date | date | '2026-02-28' | 'infinity' | '2026-02-27'",
                "timestamp | timestamp | '2026-03-01 10:00:00.000001' | '-infinity' | '2026-03-01 10:00:00'",
                "timestamptz | timestamptz | '2026-03-01 10:00:00.000001+02' | 'infinity' | '2026-03-01 10:00:00+02'",
            })
    void everyKeyTypeArrivesExactly(String type, String column, String one, String two, String other) {
        // Given
        Contracts contracts = TestContracts.of("r: a.p(k " + type + ") <- b.c(fk) CASCADE");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (k " + column + " PRIMARY KEY)")
                .install();
        TestService children = new TestService("b", contracts)
                .sql("CREATE TABLE c (fk " + column + ")", "CREATE INDEX ON c (fk)")
                .install();
        parents.sql("DO $$BEGIN PERFORM set_config('datestyle', 'German', true); INSERT INTO p VALUES (" + one + "), ("
                + two + "), (" + other + "); PERFORM set_config('datestyle', 'ISO', true); END$$");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c VALUES (" + one + "), (" + two + "), (" + other + ")");

        // When
        parents.sql(
                "DO $$BEGIN PERFORM set_config('datestyle', 'German', true), set_config('timezone', 'Asia/Tokyo', true);"
                        + " DELETE FROM p WHERE k IN (" + one + ", " + two
                        + "); PERFORM set_config('datestyle', 'ISO', true), set_config('timezone', 'UTC', true); END$$");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.count("c")).isEqualTo(1);
        assertThat(children.count("c WHERE fk = " + other)).isEqualTo(1);
    }

    @Test
    void quotedNamesReservedWordsAndCompositeKeysWork() {
        // Given
        Contracts contracts = TestContracts.of(
                "r: a.\"My \"\"Schema\"\"\".\"order\"(\"tenant-Id\" uuid, \"no\" text) <- b.\"user\"(\"Tenant\", \"select\") CASCADE");
        TestService parents = new TestService("a", contracts)
                .sql(
                        "CREATE SCHEMA \"My \"\"Schema\"\"\"",
                        "CREATE TABLE \"My \"\"Schema\"\"\".\"order\" (\"no\" text, \"tenant-Id\" uuid, UNIQUE (\"no\", \"tenant-Id\"))")
                .install();
        TestService children = new TestService("b", contracts)
                .sql(
                        "CREATE TABLE \"user\" (\"select\" text, \"Tenant\" uuid)",
                        "CREATE INDEX ON \"user\" (\"Tenant\", \"select\")")
                .install();
        String keys = "('1', '00000000-0000-0000-0000-000000000001'), ('2', '00000000-0000-0000-0000-000000000001'),"
                + " ('1', '00000000-0000-0000-0000-000000000002')";
        parents.sql("INSERT INTO \"My \"\"Schema\"\"\".\"order\" VALUES " + keys + ", (NULL, NULL)");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO \"user\" VALUES " + keys + ", ('9', NULL)");

        // When
        parents.sql("DELETE FROM \"My \"\"Schema\"\"\".\"order\" WHERE \"no\" = '1' OR \"no\" IS NULL");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(children.values(String.class, "SELECT \"select\" FROM \"user\" ORDER BY 1"))
                .containsExactly("2", "9");
    }

    @Test
    void setNullAndSetDefaultChangeTheReferenceAndKeepTheRow() {
        // Given
        Contracts contracts =
                TestContracts.of("n: a.p(id integer) <- b.n(fk) SET NULL", "d: a.p(id integer) <- b.d(fk) SET DEFAULT");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (id integer PRIMARY KEY)")
                .install();
        TestService children = new TestService("b", contracts)
                .sql(
                        "CREATE TABLE n (fk integer)",
                        "CREATE INDEX ON n (fk)",
                        "CREATE TABLE d (fk integer NOT NULL DEFAULT 0)",
                        "CREATE INDEX ON d (fk)")
                .install();
        parents.sql("INSERT INTO p VALUES (0), (1), (2)");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO n VALUES (1), (2)", "INSERT INTO d VALUES (1), (2)");

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        children.receive(parents.takeOutbox());
        parents.receiveReports(children.takeOutbox());

        // Then
        assertThat(children.values(Integer.class, "SELECT fk FROM n ORDER BY 1"))
                .containsExactly(2, null);
        assertThat(children.values(Integer.class, "SELECT fk FROM d ORDER BY 1"))
                .containsExactly(0, 2);
        assertThat(parents.values(Long.class, "SELECT rows FROM cascade.delivery"))
                .containsExactly(1L, 1L);
    }

    @Test
    void aColumnListKeepsTheTenant() {
        // Given
        Contracts contracts =
                TestContracts.of("r: a.p(tenant integer, id integer) <- b.c(tenant, fk) SET NULL\nsetColumns: [fk]");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (tenant integer, id integer, PRIMARY KEY (tenant, id))")
                .install();
        TestService children = new TestService("b", contracts)
                .sql("CREATE TABLE c (tenant integer NOT NULL, fk integer)", "CREATE INDEX ON c (tenant, fk)")
                .install()
                .install();
        parents.sql("INSERT INTO p VALUES (1, 1), (1, 2), (2, 1)");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c VALUES (1, 1), (1, 2), (2, 1)");

        // When
        parents.sql("DELETE FROM p WHERE tenant = 1 AND id = 1");
        children.receive(parents.takeOutbox());
        children.sql("DELETE FROM cascade.a__p__tenant__id WHERE tenant = 2");

        // Then
        assertThat(children.values(String.class, "SELECT concat(tenant, '/', fk) FROM c ORDER BY 1"))
                .containsExactly("1/", "1/2", "2/");
        assertThat(children.values(
                        String.class, "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'r'"))
                .allSatisfy(definition -> assertThat(definition).contains("ON DELETE SET NULL (fk)"));
    }

    @Test
    void theNextLevelIsPublishedInTheSameDeletion() {
        // Given
        Contracts contracts =
                TestContracts.of("ab: a.a(id bigint) <- b.b(a_id) CASCADE", "bc: b.b(id bigint) <- c.c(b_id) CASCADE");
        TestService a = new TestService("a", contracts)
                .sql("CREATE TABLE a (id bigint PRIMARY KEY)")
                .install();
        TestService b = new TestService("b", contracts)
                .sql("CREATE TABLE b (id bigint PRIMARY KEY, a_id bigint)", "CREATE INDEX ON b (a_id)")
                .install();
        TestService c = new TestService("c", contracts)
                .sql("CREATE TABLE c (b_id bigint)", "CREATE INDEX ON c (b_id)")
                .install();
        a.sql("INSERT INTO a VALUES (1), (2)");
        b.receive(a.takeOutbox());
        b.sql("INSERT INTO b VALUES (11, 1), (12, 1), (21, 2)");
        c.receive(b.takeOutbox());
        c.sql("INSERT INTO c VALUES (11), (12), (21)");

        // When
        a.sql("DELETE FROM a WHERE id = 1");
        b.receive(a.takeOutbox());
        List<ConsumerRecord<byte[], byte[]>> fromB = b.takeOutbox();
        c.receive(fromB.stream()
                .filter(record -> record.topic().equals("cascade.b.public.b"))
                .toList());

        // Then
        assertThat(b.values(Long.class, "SELECT id FROM b")).containsExactly(21L);
        assertThat(c.values(Long.class, "SELECT b_id FROM c")).containsExactly(21L);
        assertThat(b.values(String.class, "SELECT id::text || origin FROM cascade.deletion"))
                .isEqualTo(a.values(String.class, "SELECT id::text || 'ab' FROM cascade.deletion"));
    }

    @Test
    void whatALocalForeignKeyTakesAlongBelongsToTheDeletionThatCausedIt() {
        // Given b.b with a local child b.l, which is a parent itself, and two deletions in one batch
        Contracts contracts =
                TestContracts.of("ab: a.a(id bigint) <- b.b(a_id) CASCADE", "lc: b.l(id bigint) <- c.c(l_id) CASCADE");
        TestService a = new TestService("a", contracts)
                .sql("CREATE TABLE a (id bigint PRIMARY KEY)")
                .install();
        TestService b = new TestService("b", contracts)
                .sql("CREATE TABLE b (id bigint PRIMARY KEY, a_id bigint)", "CREATE INDEX ON b (a_id)")
                .sql("CREATE TABLE l (id bigint PRIMARY KEY, b_id bigint REFERENCES b ON DELETE CASCADE)")
                .install();
        a.sql("INSERT INTO a VALUES (1), (2)");
        b.receive(a.takeOutbox());
        b.sql("INSERT INTO b VALUES (11, 1), (21, 2)", "INSERT INTO l VALUES (111, 11), (211, 21)");

        // When
        a.sql("DELETE FROM a WHERE id = 1", "DELETE FROM a WHERE id = 2");
        b.receive(a.takeOutbox());

        // Then
        assertThat(b.values(String.class, "SELECT id::text || origin FROM cascade.deletion ORDER BY 1"))
                .isEqualTo(a.values(String.class, "SELECT id::text || 'ab' FROM cascade.deletion ORDER BY 1"));
    }

    @Test
    void largeTextKeysAreCutIntoEventsThatFitIntoARecord() {
        // Given
        Contracts contracts = TestContracts.of("r: a.p(k text) <- b.c(fk) CASCADE");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (k text PRIMARY KEY)")
                .install();

        // When
        parents.sql("INSERT INTO p SELECT g || repeat(md5(g::text), 60) FROM generate_series(1, 4000) g");

        // Then
        assertThat(parents.values(Integer.class, "SELECT max(octet_length(payload)) FROM cascade.outbox"))
                .allSatisfy(bytes -> assertThat(bytes).isBetween(100_000, 600_000));
        assertThat(parents.values(Long.class, "SELECT sum(keys)::bigint FROM cascade.outbox"))
                .containsExactly(4000L);
    }
}
