/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Propagation;
import io.cascade.engine.deletion.RequestedDeletion;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestSystem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jooq.Record;

/** Asks for deletions in a system of services and looks at what became of them. */
final class VoteFixture {

    private VoteFixture() {}

    static TestSystem system(String... contracts) {
        return new TestSystem(TestContracts.of(contracts));
    }

    static Record request(TestSystem system, String service, String table, String condition) {
        UUID deletion = system.service(service)
                .dsl()
                .fetchSingle("SELECT cascade.request_deletion(CAST(? AS regclass), ?, '10 min')", table, condition)
                .get(0, UUID.class);
        system.deliver();
        return intent(system, deletion);
    }

    static Record intent(TestSystem system, UUID deletion) {
        return system.services().stream()
                .flatMap(service -> service
                        .dsl()
                        .fetch(
                                "SELECT * FROM cascade.intent WHERE deletion_id = ? AND upstream_event IS NULL",
                                deletion)
                        .stream())
                .findFirst()
                .orElseThrow();
    }

    static RequestedDeletion ask(TestSystem system, String sql) throws Exception {
        CompletableFuture<RequestedDeletion> answer = CompletableFuture.supplyAsync(() -> system.service("a")
                .deletions()
                .request(tx -> tx.execute(sql), Propagation.BACKGROUND, Duration.ofSeconds(30)));
        while (!answer.isDone()) {
            system.step();
        }
        return answer.get();
    }

    static void assertRefused(Record intent, String sqlState, String holder, long rows) {
        assertThat(intent.get("state")).isEqualTo("refused");
        assertThat(intent.get("sql_state")).isEqualTo(sqlState);
        assertThat(intent.get("relationship")).isEqualTo(holder);
        assertThat(intent.get("rows", Long.class)).isEqualTo(rows);
    }

    static void assertSettled(TestSystem system) {
        system.services().forEach(service -> {
            assertThat(service.values(String.class, "SELECT state FROM cascade.intent"))
                    .doesNotContain("voting", "approved");
            for (String table : List.of("intent_key", "ballot", "trial", "trial_event", "trial_row", "dead_letter")) {
                assertThat(service.count("cascade." + table))
                        .as("%s of %s", table, service.name())
                        .isZero();
            }
            assertThat(service.count("cascade.delivery WHERE state NOT IN ('settled', 'discarded')"))
                    .isZero();
        });
    }
}
