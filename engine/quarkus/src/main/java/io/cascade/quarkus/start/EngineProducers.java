/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.start;

import io.cascade.contracts.Contracts;
import io.cascade.engine.CascadeEngine;
import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.deletion.Deletions;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.drift.Validations;
import io.cascade.engine.impact.DependentClient;
import io.cascade.engine.impact.Impacts;
import io.cascade.engine.key.KeyGate;
import io.cascade.engine.key.ParentKeys;
import io.cascade.engine.pause.Pauses;
import io.cascade.engine.relationship.Relationships;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** The running engine's parts as beans. All but the contracts are proxies, so that a bean may be made before the start. */
final class EngineProducers {

    @Produces
    @Singleton
    static Contracts contracts(EngineRunner runner) {
        return runner.contracts();
    }

    @Produces
    @ApplicationScoped
    @Typed(CascadeEngine.class)
    static CascadeEngine engine(EngineRunner runner) {
        return runner.engine();
    }

    @Produces
    @ApplicationScoped
    static Deletions deletions(EngineRunner runner) {
        return runner.engine().deletions();
    }

    @Produces
    @ApplicationScoped
    static DeadLetters deadLetters(EngineRunner runner) {
        return runner.engine().deadLetters();
    }

    @Produces
    @ApplicationScoped
    static Relationships relationships(EngineRunner runner) {
        return runner.engine().relationships();
    }

    @Produces
    @ApplicationScoped
    static Pauses pauses(EngineRunner runner) {
        return runner.engine().pauses();
    }

    @Produces
    @ApplicationScoped
    static Impacts impacts(EngineRunner runner, DependentClient client) {
        return runner.engine().impacts(client);
    }

    @Produces
    @ApplicationScoped
    static KeyGate keyGate(EngineRunner runner) {
        return runner.engine().keyGate();
    }

    @Produces
    @ApplicationScoped
    static ParentKeySet parentKeySet(EngineRunner runner) {
        return runner.engine().parentKeySet();
    }

    @Produces
    @ApplicationScoped
    static Validations validations(EngineRunner runner) {
        return runner.engine().validations();
    }

    @Produces
    @ApplicationScoped
    static ParentKeys parentKeys(EngineRunner runner) {
        return runner.engine().parentKeys();
    }
}
