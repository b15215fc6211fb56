/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.deletion.Deletion.State;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeletionListTest {

    private final TestService parents = new TestService(
                    "a",
                    TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE", "s: a.q(id bigint) <- b.d(fk) CASCADE"))
            .sql("CREATE TABLE p (id bigint PRIMARY KEY)", "CREATE TABLE q (id bigint PRIMARY KEY)")
            .install()
            .sql("INSERT INTO p SELECT generate_series(1, 9)", "INSERT INTO q SELECT generate_series(1, 9)");
    private final Deletions deletions = parents.deletions();

    @Test
    void pagesFollowEachOtherWithoutGapsThoughSomeBeganAtTheSameTimeAndOthersComeMeanwhile() {
        // Given
        IntStream.rangeClosed(1, 5).forEach(id -> parents.sql("DELETE FROM p WHERE id = " + id));
        parents.sql("UPDATE cascade.deletion SET created_at = '2026-01-01T00:00:00.123456Z'");
        List<UUID> seen = new ArrayList<>();

        // When
        List<Deletion> page = deletions.list(DeletionQuery.newest(2));
        parents.sql("DELETE FROM p WHERE id = 6");
        while (!page.isEmpty()) {
            page.forEach(deletion -> seen.add(deletion.id()));
            Deletion last = page.get(page.size() - 1);
            page = deletions.list(new DeletionQuery(
                    null, null, null, null, null, new DeletionQuery.Position(last.createdAt(), last.id()), 2));
        }

        // Then
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        assertThat(deletions.list(DeletionQuery.newest(1)))
                .extracting(Deletion::id)
                .doesNotContainAnyElementsOf(seen);
    }

    @Test
    void everyStateListsThoseThatSayThatTheyAreInIt() {
        // Given
        Map<State, UUID> expected = Map.of(
                State.RUNNING, delete("p", 1, "state = 'applied', reported_at = now()", "2 hours"),
                State.SETTLED, delete("p", 2, "state = 'settled', reported_at = now()", "2 hours"),
                State.FAILED, delete("p", 3, "state = 'failed', reason = 'no', reported_at = now()", "2 hours"),
                State.STUCK, delete("p", 4, "created_at = now() - interval '2 hours'", "2 hours"));

        // When / Then
        expected.forEach((state, id) -> {
            assertThat(list(state, null, null)).extracting(Deletion::id).containsExactly(id);
            assertThat(deletions.find(id).orElseThrow().state()).isEqualTo(state);
        });
    }

    @Test
    void relationshipOriginAndAgeChoose() {
        // Given
        UUID old = delete("p", 1, "state = state", "2 hours");
        UUID other = delete("q", 1, "state = state", "1 minute");
        Instant anHourAgo = Instant.now().minus(Duration.ofHours(1));

        // Then
        assertThat(list(null, "r", null)).extracting(Deletion::id).containsExactly(old);
        assertThat(list(null, "s", null)).extracting(Deletion::id).containsExactly(other);
        assertThat(list(null, null, "sql")).hasSize(2);
        assertThat(list(null, null, "api")).isEmpty();
        assertThat(deletions.list(new DeletionQuery(null, null, null, anHourAgo, null, null, 9)))
                .extracting(Deletion::id)
                .containsExactly(old);
        assertThat(deletions.list(new DeletionQuery(null, null, null, null, anHourAgo, null, 9)))
                .extracting(Deletion::id)
                .containsExactly(other);
    }

    @Test
    void theMarkOfADeletionChangesWithEveryReport() {
        // Given
        UUID id = delete("p", 1, "state = state", "1 minute");
        UUID unknown = UUID.randomUUID();
        Map<UUID, Long> before = deletions.marks(List.of(id, unknown));

        // When
        parents.sql("UPDATE cascade.delivery SET reported_at = clock_timestamp()");

        // Then
        assertThat(before).containsOnlyKeys(id);
        assertThat(deletions.marks(List.of(id)).get(id)).isGreaterThan(before.get(id));
    }

    private List<Deletion> list(@Nullable State state, @Nullable String relationship, @Nullable String origin) {
        return deletions.list(new DeletionQuery(state, relationship, origin, null, null, null, 9));
    }

    private UUID delete(String table, int id, String delivery, String ago) {
        parents.sql("DELETE FROM " + table + " WHERE id = " + id);
        UUID deletion = deletions.list(DeletionQuery.newest(1)).get(0).id();
        parents.sql(
                "UPDATE cascade.delivery SET " + delivery + " WHERE deletion_id = '" + deletion + "'",
                "UPDATE cascade.deletion SET created_at = created_at - interval '" + ago + "' WHERE id = '" + deletion
                        + "'");
        return deletion;
    }
}
