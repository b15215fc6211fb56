/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import org.junit.jupiter.api.Test;

/** Keys of several columns and of text, several levels, and tables that refer to themselves. */
class EventualKeysTest {

    @Test
    void compositeAndTextKeysAreConfirmedOrFollowAndNullsReferToNothing() {
        // Given
        Contracts contracts =
                TestContracts.of("r: a.p(\"Region\" text, at timestamptz) <- b.c(region, at) CASCADE eventual");
        try (EventualFixture services = new EventualFixture(
                contracts,
                new String[] {
                    "CREATE TABLE p (\"Region\" text, at timestamptz, PRIMARY KEY (\"Region\", at))",
                    "INSERT INTO p VALUES ('k\"\\ ''é', '2026-01-01 00:00:00.000001+02'), ('', '2026-01-02 00:00+00')"
                },
                new String[] {
                    "CREATE TABLE c (id integer, region text, at timestamptz)", "CREATE INDEX ON c (at, region)"
                })) {

            // When
            services.children.sql("INSERT INTO c VALUES (1, 'k\"\\ ''é', '2025-12-31 22:00:00.000001+00'),"
                    + " (2, 'k\"\\ ''é', '2026-01-01 00:00:00.000002+02'), (3, '', '2026-01-02 00:00+00'),"
                    + " (4, 'K\"\\ ''é', '2026-01-01 00:00:00.000001+02'), (5, NULL, '2026-01-01'), (6, 'x', NULL),"
                    + " (7, NULL, NULL)");
            services.resolve();

            // Then
            assertThat(services.children.values(Integer.class, "SELECT id FROM c ORDER BY 1"))
                    .containsExactly(1, 3, 5, 6, 7);
            services.parents.sql("DELETE FROM p WHERE \"Region\" = ''");
            services.deliver();
            assertThat(services.children.values(Integer.class, "SELECT id FROM c ORDER BY 1"))
                    .containsExactly(1, 5, 6, 7);
        }
    }

    @Test
    void whatFollowsAnAbsentParentTakesTheNextLevelAlong() {
        // Given
        Contracts contracts = TestContracts.of(
                "r: a.p(id integer) <- b.c(fk) CASCADE eventual", "s: b.c(id integer) <- d.e(fk) CASCADE");
        try (EventualFixture services = new EventualFixture(
                contracts,
                new String[] {"CREATE TABLE p (id integer PRIMARY KEY)", "INSERT INTO p VALUES (1)"},
                new String[] {"CREATE TABLE c (id integer PRIMARY KEY, fk integer)", "CREATE INDEX ON c (fk)"})) {
            services.children.sql("INSERT INTO c VALUES (10, 1), (30, 3)");
            services.children.takeOutbox();

            // When
            services.resolve();

            // Then
            assertThat(services.children.values(
                            String.class,
                            "SELECT payload::jsonb #>> '{keys,id}' FROM cascade.outbox WHERE deletion_id IS NOT NULL"))
                    .containsExactly("[30]");
            assertThat(services.children.values(String.class, "SELECT origin FROM cascade.deletion"))
                    .containsExactly("r");
        }
    }

    @Test
    void aRowMayReferToItselfOrToOneThatComesLater() {
        // Given
        Contracts contracts = TestContracts.of("r: b.c(id integer) <- b.c(fk) CASCADE eventual");
        try (EventualFixture services = EventualFixture.self(
                contracts, "CREATE TABLE c (id integer PRIMARY KEY, fk integer)", "CREATE INDEX ON c (fk)")) {

            // When
            services.children.sql("INSERT INTO c VALUES (1, 1), (2, 3), (3, NULL), (4, 5)");
            services.deliver();
            services.resolve();

            // Then
            assertThat(services.children.values(Integer.class, "SELECT id FROM c ORDER BY 1"))
                    .containsExactly(1, 2, 3);
            services.children.sql("DELETE FROM c WHERE id = 3");
            services.deliver();
            services.resolve();
            assertThat(services.children.values(Integer.class, "SELECT id FROM c ORDER BY 1"))
                    .containsExactly(1);
        }
    }

    @Test
    void aPartitionedChildTableIsCheckedInAllItsPartitions() {
        // Given
        Contracts contracts = TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE eventual");
        try (EventualFixture services = new EventualFixture(
                contracts,
                new String[] {"CREATE TABLE p (id integer PRIMARY KEY)", "INSERT INTO p VALUES (1), (2)"},
                new String[] {
                    "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk integer) PARTITION BY HASH (id)",
                    "CREATE TABLE c0 PARTITION OF c FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                    "CREATE INDEX ON c (fk)"
                })) {
            services.children.sql("CREATE TABLE c1 PARTITION OF c FOR VALUES WITH (MODULUS 2, REMAINDER 1)");

            // When
            services.children.sql("INSERT INTO c (fk) SELECT g % 4 + 1 FROM generate_series(1, 40) g");
            services.resolve();

            // Then
            assertThat(services.children.count("c")).isEqualTo(20);
            assertThat(services.references()).containsOnly(1, 2);
            assertThat(services.children.count("pg_trigger WHERE tgname LIKE 'cascade_check_%' AND tgenabled = 'A'"))
                    .isEqualTo(6);
        }
    }
}
