/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.drift.Digest;
import io.cascade.engine.drift.KeyRanges;
import io.cascade.engine.drift.Validation;
import io.cascade.engine.publish.TableKeySet;
import io.cascade.engine.testing.TestContracts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys of all types and many of them: both sides make the same digests of them. */
class DriftKeysTest {

    @Test
    void compositeKeysWithOddCharactersHaveTheSameDigestsOnBothSides() {
        // Given
        Contracts contracts =
                TestContracts.of("r: a.p(a text, b varchar, d date, t timestamptz) <- b.c(fa, fb, fd, ft) CASCADE");
        try (DriftFixture services = new DriftFixture(
                contracts,
                "CREATE TABLE p (a text, b varchar(40), d date, t timestamptz, PRIMARY KEY (a, b, d, t))",
                "CREATE TABLE c (fa text, fb varchar(40), fd date, ft timestamptz)",
                "CREATE INDEX ON c (fa, fb, fd, ft)")) {
            String rest = ", '2024-02-29', '2024-03-31 02:30:00.123456+02')";
            services.parents.sql(
                    "SET timezone = 'Asia/Kolkata'",
                    "INSERT INTO p VALUES ('', ''" + rest,
                    "INSERT INTO p VALUES (E'x\\x1fy', 'z'" + rest,
                    "INSERT INTO p VALUES ('x', E'y\\x1fz'" + rest,
                    "INSERT INTO p VALUES ('ä€\uD83D\uDE00', E'\\t\\n\"''\\\\{},NULL'" + rest,
                    "INSERT INTO p VALUES (E'\\u00e9', E'e\\u0301'" + rest,
                    "INSERT INTO p VALUES (' a', 'a  '" + rest);
            services.deliver();

            // When
            Validation same = services.validate();

            // Then
            assertThat(same.missing() + same.surplus()).isZero();
            assertThat(same.compared()).isEqualTo(6);
            assertThat(digests(services, contracts))
                    .isEqualTo(ownDigests(services, contracts))
                    .hasSizeBetween(1, 6);

            // When
            services.parents.sql("DELETE FROM p WHERE b = 'z'", "INSERT INTO p VALUES (E'new\\x1f', ''" + rest);
            services.parents.takeOutbox();
            Validation found = services.repair();

            // Then
            assertThat(List.of(found.missing(), found.surplus(), found.repaired()))
                    .containsExactly(1L, 1L, 2L);
            assertThat(digests(services, contracts)).isEqualTo(ownDigests(services, contracts));
            assertThat(services.children.values(String.class, "SELECT a || b FROM cascade.a__p__a__b__d__t ORDER BY 1"))
                    .isEqualTo(services.parents.values(String.class, "SELECT a || b FROM p ORDER BY 1"))
                    .hasSize(6);
        }
    }

    @Test
    void keysThatDifferOnlyInWhereTheirColumnsEndAreNotTheSame() {
        // Given
        Contracts contracts = TestContracts.of("r: a.p(a text, b text) <- b.c(fa, fb) CASCADE");
        try (DriftFixture services = new DriftFixture(
                contracts,
                "CREATE TABLE p (a text, b text, PRIMARY KEY (a, b))",
                "CREATE TABLE c (fa text, fb text)",
                "CREATE INDEX ON c (fa, fb)")) {
            services.parents.sql("INSERT INTO p VALUES (E'x\\x1fy', 'z')");
            services.deliver();

            // When
            services.behindItsBack("UPDATE cascade.a__p__a__b SET a = 'x', b = E'y\\x1fz'");

            // Then
            Validation found = services.validate();
            assertThat(List.of(found.missing(), found.surplus())).containsExactly(1L, 1L);
        }
    }

    @Test
    @Timeout(120)
    void aMillionKeysAreComparedInSecondsAndFewOfThemAreTaken() {
        // Given
        try (DriftFixture services = new DriftFixture(
                TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE"),
                "CREATE TABLE p (id bigint PRIMARY KEY)",
                "CREATE TABLE c (fk bigint)",
                "CREATE INDEX ON c (fk)")) {
            services.children.sql(
                    "INSERT INTO cascade.a__p__id (id, version) SELECT n, 1 FROM generate_series(1, 1000000) AS n");
            services.parents.sql(
                    "ALTER TABLE p DISABLE TRIGGER USER",
                    "INSERT INTO p SELECT generate_series(4, 1000003)",
                    "ALTER TABLE p ENABLE TRIGGER USER");

            // When
            Validation found = services.validate();

            // Then
            assertThat(List.of(found.missing(), found.surplus())).containsExactly(3L, 3L);
            assertThat(found.compared()).isEqualTo(1_000_000);
            Duration took = Duration.between(found.startedAt(), found.endedAt());
            System.out.println("A million keys were compared in " + took.toMillis() + " ms");
            assertThat(took).isLessThan(Duration.ofSeconds(60));
        }
    }

    private static List<Digest> digests(DriftFixture services, Contracts contracts) {
        return sorted(new TableKeySet(services.parents.dsl())
                .digests(contracts.relationships().get(0), all(), 8)
                .digests());
    }

    private static List<Digest> ownDigests(DriftFixture services, Contracts contracts) {
        return sorted(new ReplicaKeys(
                        services.children.dsl(),
                        new Subscriptions("b", contracts).replicas().get(0))
                .digests(all(), 8));
    }

    private static KeyRanges all() {
        return new KeyRanges(4, ValidationStore.allBuckets());
    }

    private static List<Digest> sorted(List<Digest> digests) {
        return digests.stream()
                .sorted(java.util.Comparator.comparing(Digest::range))
                .toList();
    }
}
