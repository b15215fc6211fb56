/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.event.BackfillRequest;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BackfillRunnerTest {

    @Test
    void aTableThatCannotBeReadDoesNotKeepOthersWaiting() {
        // Given
        Contracts contracts =
                TestContracts.of("bad: a.p(id bigint) <- b.c(fk) CASCADE", "good: a.q(id bigint) <- b.d(fk) CASCADE");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)", "CREATE TABLE q (id bigint PRIMARY KEY)")
                .install();
        parents.sql("DROP TABLE p");
        contracts
                .relationships()
                .forEach(relationship ->
                        Backfill.request(parents.dsl(), new BackfillRequest(relationship.name(), UUID.randomUUID())));

        // When
        try (BackfillRunner runner = new BackfillRunner(parents.dsl(), contracts.relationships())) {
            runner.start();

            // Then
            await().until(() -> parents.count("cascade.outbox WHERE type LIKE '%backfilled%'") == 16);
        }
    }
}
