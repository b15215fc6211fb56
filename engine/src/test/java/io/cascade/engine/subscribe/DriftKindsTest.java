/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.drift.Validation;
import io.cascade.engine.testing.TestContracts;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What drift is for relationships of each kind, and what a service mends by itself. */
class DriftKindsTest {

    @ParameterizedTest
    @ValueSource(strings = {"RESTRICT", "NO ACTION"})
    void whereNothingMayBeDeletedASurplusKeyWithChildrenStaysAndIsReported(String action) {
        try (DriftFixture services = DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) " + action), 5)) {
            // Given
            services.children.sql(
                    "INSERT INTO cascade.a__p__id (id, version) VALUES (98, 1), (99, 1)",
                    "INSERT INTO c (fk) VALUES (99)");

            // When
            Validation validation = services.repair();

            // Then
            assertThat(List.of(validation.missing(), validation.surplus(), validation.repaired()))
                    .containsExactly(0L, 2L, 1L);
            assertThat(services.references()).contains(99).hasSize(11);
            assertThat(services.children.values(Integer.class, "SELECT id FROM cascade.a__p__id WHERE id > 90"))
                    .containsExactly(99);
            assertThat(services.validate().orphans()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESTRICT", "NO ACTION"})
    void aSurplusKeyGoesWithTheNextRepairOnceNothingRefersToIt(String action) {
        try (DriftFixture services = DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) " + action), 5)) {
            // Given
            services.children.sql(
                    "INSERT INTO cascade.a__p__id (id, version) VALUES (98, 1), (99, 1)",
                    "INSERT INTO c (fk) VALUES (98), (99)");
            services.repair();

            // When
            services.children.sql("DELETE FROM c WHERE fk = 99");
            services.repair();

            // Then
            assertThat(services.children.values(Integer.class, "SELECT id FROM cascade.a__p__id WHERE id > 90"))
                    .containsExactly(98);
            assertThat(services.references()).contains(98).hasSize(11);
        }
    }

    @Test
    void withSetNullTheChildrenOfASurplusKeyStayWithoutIt() {
        try (DriftFixture services = DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) SET NULL"), 5)) {
            // Given
            services.children.sql(
                    "INSERT INTO cascade.a__p__id (id, version) VALUES (99, 1)",
                    "INSERT INTO c (fk) VALUES (99), (99)");

            // When
            services.repair();

            // Then
            assertThat(services.children.count("c WHERE fk IS NULL")).isEqualTo(2);
            assertThat(services.children.count("c")).isEqualTo(12);
            assertThat(services.replica()).isEqualTo(services.living());
        }
    }

    @Test
    void aReplicaOfWhatIsReferredToAloneMissesNoOtherKey() {
        try (DriftFixture services =
                DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE eventual"), 20)) {
            // Given
            services.parents.sql("INSERT INTO p VALUES (30)", "DELETE FROM p WHERE id = 4");
            services.parents.takeOutbox();
            services.behindItsBack("DELETE FROM cascade.a__p__id WHERE id = 9");

            // When
            Validation found = services.repair();

            // Then
            assertThat(List.of(found.missing(), found.surplus(), found.orphans(), found.repaired()))
                    .containsExactly(1L, 1L, 2L, 2L);
            assertThat(services.references())
                    .isEqualTo(IntStream.rangeClosed(1, 20)
                            .filter(key -> key != 4)
                            .flatMap(key -> IntStream.of(key, key))
                            .boxed()
                            .toList());
            Validation after = services.validate();
            assertThat(List.of(after.missing(), after.surplus(), after.orphans()))
                    .containsExactly(0L, 0L, 0L);
        }
    }

    @Test
    void aParentWithManyChildrenGoesInTransactionsOfFewRows() {
        try (DriftFixture services = DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE"), 5)) {
            // Given
            services.children.sql(
                    "INSERT INTO cascade.a__p__id (id, version) VALUES (99, 1)",
                    "INSERT INTO c (fk) SELECT 99 FROM generate_series(1, 1050)",
                    "CREATE TABLE transactions (id xid8, rows bigint)",
                    "CREATE FUNCTION count_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO transactions"
                            + " SELECT pg_current_xact_id(), count(*) FROM gone; RETURN NULL; END $$",
                    "CREATE TRIGGER count_rows AFTER DELETE ON c REFERENCING OLD TABLE AS gone FOR EACH STATEMENT"
                            + " EXECUTE FUNCTION count_rows()");

            // When
            Validation validation = services.repair();

            // Then
            assertThat(validation.repaired()).isEqualTo(1);
            assertThat(services.references()).hasSize(10).doesNotContain(99);
            assertThat(services.children.values(
                            Long.class, "SELECT sum(rows)::bigint FROM transactions GROUP BY id HAVING sum(rows) > 0"))
                    .hasSizeGreaterThan(10)
                    .allMatch(rows -> rows <= 100);
        }
    }

    @Test
    void inTheBackgroundOneBucketAfterTheOtherIsComparedAndNothingMended() {
        try (DriftFixture services = DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE"), 40)) {
            // Given
            services.parents.sql("DELETE FROM p WHERE id <= 3", "INSERT INTO p VALUES (60), (61)");
            services.parents.takeOutbox();

            // When
            pass(services);

            // Then
            assertThat(found(services)).isEqualTo("2 3 0");
            assertThat(services.references()).hasSize(80);
        }
    }

    @Test
    void whatTheContractHasMendedAutomaticallyIsMendedInTheBackground() {
        try (DriftFixture services =
                DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE repair automatic"), 40)) {
            // Given
            services.parents.sql("DELETE FROM p WHERE id <= 3", "INSERT INTO p VALUES (60), (61)");
            services.parents.takeOutbox();

            // When
            pass(services);

            // Then
            assertThat(found(services)).isEqualTo("0 0 0");
            assertThat(services.replica()).isEqualTo(services.living());
            assertThat(services.references()).hasSize(74).doesNotContain(1, 2, 3);
        }
    }

    @Test
    void bucketsThatWereLookedAtWhileTheClockWasAheadAreLookedAtAgainBeforeItIsThatLate() {
        try (DriftFixture services =
                DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE repair automatic"), 40)) {
            // Given
            services.parents.sql("DELETE FROM p WHERE id <= 3");
            services.parents.takeOutbox();
            new ValidationStore(services.children.dsl()).register(List.of("r"));
            services.children.sql("UPDATE cascade.validated_bucket SET claimed_at = now() + interval '3 hours'");

            // When
            pass(services);

            // Then
            assertThat(services.replica()).isEqualTo(services.living());
        }
    }

    @Test
    void whereSoManyParentsAreGoneAtOnceThatTheirDatabaseMayBeAnotherOneAPersonDecides() {
        try (DriftFixture services =
                DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE repair automatic"), 4000)) {
            // Given
            services.parents.sql("DELETE FROM p");
            services.parents.takeOutbox();

            // When
            pass(services);

            // Then
            assertThat(found(services)).isEqualTo("0 4000 0");
            assertThat(services.references()).hasSize(8000);
        }
    }

    @Test
    void whatAPersonHasLeftByDiscardingADeadLetterIsNotMendedAutomatically() {
        try (DriftFixture services =
                DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE repair automatic"), 5)) {
            // Given
            services.children.sql("INSERT INTO cascade.dead_letter (topic, partition, record_offset, record_timestamp,"
                    + " headers, reason, state) SELECT topic, 0, 0, 0, '{}', 'refused', 'discarded' FROM (VALUES ('"
                    + services.children.topics().iterator().next() + "')) AS t (topic)");
            services.children.sql(
                    "INSERT INTO cascade.a__p__id (id, version) VALUES (99, 1)", "INSERT INTO c (fk) VALUES (99)");

            // When
            pass(services);

            // Then
            assertThat(found(services)).isEqualTo("0 1 0");
            assertThat(services.references()).contains(99).hasSize(11);
        }
    }

    /** All turns of an hour, as if it had passed. */
    private static void pass(DriftFixture services) {
        DriftCheck check = services.check();
        new ValidationStore(services.children.dsl()).register(List.of("r"));
        for (int bucket = 0; bucket < 16; bucket++) {
            check.round();
            services.children.sql("UPDATE cascade.validated_bucket SET claimed_at = claimed_at - interval '5 minutes'"
                    + " WHERE claimed_at > '-infinity'");
        }
        assertThat(services.children.count("cascade.validated_bucket WHERE proven_at IS NOT NULL"))
                .isEqualTo(16);
    }

    private static String found(DriftFixture services) {
        return services.children
                .values(
                        String.class,
                        "SELECT concat_ws(' ', sum(missing), sum(surplus), sum(orphans)) FROM cascade.validated_bucket")
                .get(0);
    }
}
