/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.relationship;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.quarkus.config.CascadeConfig;
import io.cascade.quarkus.problem.Problems;
import jakarta.inject.Singleton;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds what a request names, so that whoever asks the wrong service, or for a wrong key, hears the same everywhere. */
@Singleton
public class OwnRelationships {

    private final Contracts contracts;
    private final String service;

    OwnRelationships(Contracts contracts, CascadeConfig config) {
        this.contracts = contracts;
        this.service = config.service();
    }

    /** Returns the relationship of that name if this service owns its parent table; otherwise the answer is 404. */
    public Relationship published(String name) {
        return find(name, "parent", relationship -> relationship.parent().service());
    }

    /** Returns the relationship of that name if this service owns its child table; otherwise the answer is 404. */
    public Relationship subscribed(String name) {
        return find(name, "child", relationship -> relationship.child().service());
    }

    /** Returns the answer to a question whose keys or ranges may not be the relationship's; then it is 400. */
    public static <T> T answer(Supplier<T> question) {
        try {
            return question.get();
        } catch (IllegalArgumentException e) {
            throw Problems.badRequest(e.getMessage());
        }
    }

    private Relationship find(String name, String side, Function<Relationship, String> owner) {
        return contracts.relationships().stream()
                .filter(relationship -> relationship.name().equals(name)
                        && owner.apply(relationship).equals(service))
                .findFirst()
                .orElseThrow(() -> Problems.notFound(
                        service + " does not own the " + side + " table of a relationship '" + name + "'"));
    }
}
