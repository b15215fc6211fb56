/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.sql.KeyBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks all services that refer to some keys, at once; then those relationships that this service has with itself. */
final class Dependents {

    private record Asked(Relationship relationship, ImpactQuestion question) {}

    private final String service;
    private final Contracts contracts;
    private final DependentClient client;
    private final Impacts self;
    private final Deadline deadline;

    Dependents(String service, Contracts contracts, DependentClient client, Impacts self, Deadline deadline) {
        this.service = service;
        this.contracts = contracts;
        this.client = client;
        this.self = self;
        this.deadline = deadline;
    }

    List<RelationshipImpact> ask(List<PublishedKeys> published, Visited visited, int level, int depth) {
        List<CompletableFuture<RelationshipImpact>> answers = new ArrayList<>();
        List<Asked> own = new ArrayList<>();
        for (PublishedKeys keys : published) {
            for (Relationship relationship : keys.relationships()) {
                KeyBatch fresh = visited.without(relationship, keys.keys());
                if (keys.keys().isEmpty()) {
                    answers.add(known(RelationshipImpact.of(relationship, level, 0L, keys.atLeast(), null, List.of())));
                } else if (!fresh.isEmpty()) {
                    Asked asked = new Asked(
                            relationship, question(relationship, fresh, keys.atLeast(), visited, level, depth));
                    if (relationship.child().service().equals(service)) {
                        own.add(asked);
                    } else {
                        answers.add(client.ask(relationship, asked.question()));
                    }
                }
            }
        }
        List<RelationshipImpact> found = new ArrayList<>();
        own.forEach(asked -> found.add(self.answer(asked.question())));
        answers.forEach(answer -> found.add(answer.join()));
        return found;
    }

    /** What would follow beyond the last level. */
    List<RelationshipImpact> tooDeep(List<PublishedKeys> published, int level) {
        return published.stream()
                .filter(keys -> !keys.keys().isEmpty())
                .flatMap(keys -> keys.relationships().stream())
                .map(relationship -> RelationshipImpact.unknown(relationship, level, "more levels than are looked at"))
                .toList();
    }

    private ImpactQuestion question(
            Relationship relationship, KeyBatch keys, boolean atLeast, Visited visited, int level, int depth) {
        Map<String, List<String>> columns = new HashMap<>();
        List<String> names = relationship.parent().keyColumns();
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i), keys.columns().get(i));
        }
        return new ImpactQuestion(
                relationship.name(),
                columns,
                visited.and(relationship, keys, contracts).keys(),
                level,
                depth,
                atLeast,
                deadline.below());
    }

    private static CompletableFuture<RelationshipImpact> known(RelationshipImpact impact) {
        return CompletableFuture.completedFuture(impact);
    }
}
