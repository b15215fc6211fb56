/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.Relationship;
import java.util.concurrent.CompletableFuture;

/** How the service of a child table is asked. */
@FunctionalInterface
public interface DependentClient {

    /**
     * Asks without waiting.
     *
     * @return completes within the question's time, and never with a failure: an answer that is missing is one that says why
     */
    CompletableFuture<RelationshipImpact> ask(Relationship relationship, ImpactQuestion question);
}
