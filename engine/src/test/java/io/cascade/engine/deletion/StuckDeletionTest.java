/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StuckDeletionTest {

    private final TestService parents = TestService.migrated(
                    "a",
                    TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE", "s: a.p(id bigint) <- d.e(fk) CASCADE"))
            .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
            .install();
    private UUID id = new UUID(0, 0);

    @BeforeEach
    void delete() {
        parents.sql("INSERT INTO p VALUES (1)", "DELETE FROM p");
        id = parents.values(UUID.class, "SELECT id FROM cascade.deletion").get(0);
    }

    @Test
    void aDeletionIsStuckWhenItHasNotMovedForTooLong() {
        // Given
        assertThat(find().state()).isEqualTo(Deletion.State.RUNNING);
        assertThat(find().reason()).isNull();

        // When
        parents.sql("UPDATE cascade.delivery SET created_at = created_at - interval '2 minutes'");

        // Then
        assertThat(find().state()).isEqualTo(Deletion.State.STUCK);
        assertThat(find().reason()).isEqualTo("r: away");
    }

    @Test
    void aReportOfAnyRelationshipIsProgress() {
        // When
        parents.sql(
                "UPDATE cascade.delivery SET created_at = created_at - interval '2 minutes'",
                "UPDATE cascade.delivery SET state = 'settled', reported_at = now() WHERE relationship = 'r'");

        // Then
        assertThat(find().state()).isEqualTo(Deletion.State.RUNNING);
    }

    @Test
    void whoHasNotAppliedIsNamedBeforeWhoWaitsForOthers() {
        // Given
        parents.sql(
                "UPDATE cascade.delivery SET created_at = created_at - interval '2 minutes'",
                "UPDATE cascade.delivery SET state = 'applied', reported_at = created_at WHERE relationship = 'r'");

        // When // Then
        assertThat(find().reason()).isEqualTo("s: away");
        parents.sql("UPDATE cascade.delivery SET state = 'settled', reported_at = created_at WHERE relationship = 's'");
        assertThat(find().reason()).isEqualTo("r: below");
    }

    @Test
    void whatHasFailedOrSettledIsNotStuckHoweverLongAgo() {
        // Given
        parents.sql("UPDATE cascade.delivery SET created_at = created_at - interval '2 minutes'");

        // When // Then
        parents.sql("UPDATE cascade.delivery SET state = 'failed', reason = 'refused' WHERE relationship = 's'");
        assertThat(find().state()).isEqualTo(Deletion.State.FAILED);
        parents.sql("UPDATE cascade.delivery SET state = 'settled', reason = NULL");
        assertThat(find().state()).isEqualTo(Deletion.State.SETTLED);
    }

    private Deletion find() {
        return parents.deletions().find(id).orElseThrow();
    }
}
