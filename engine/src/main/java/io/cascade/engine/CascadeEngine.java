/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.deletion.Deletions;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.drift.Validations;
import io.cascade.engine.impact.DependentClient;
import io.cascade.engine.impact.Impacts;
import io.cascade.engine.key.KeyGate;
import io.cascade.engine.key.ParentKeys;
import io.cascade.engine.measure.Measurements;
import io.cascade.engine.pause.Pauses;
import io.cascade.engine.relationship.Relationships;
import io.cascade.engine.undo.Undo;
import java.util.Map;

/** A service's part in all its relationships. Safe for use by many threads. */
public interface CascadeEngine extends AutoCloseable {

    /**
     * Migrates the schema {@code cascade}, installs what the contracts ask for and starts to consume. Returns when deletes
     * and inserts are enforced; backfill of existing keys goes on behind.
     *
     * @throws StartRefusedException when something would make enforcement void
     */
    static CascadeEngine start(EngineSettings settings) {
        EngineRuntime engine = new EngineRuntime(settings);
        engine.start();
        return engine;
    }

    /**
     * Does of {@link #start} only what stays: schema, topics, publication, slot, triggers and foreign keys. For those who
     * install in a step of its own, with the rights for it.
     *
     * @throws StartRefusedException when something would make enforcement void
     */
    static void install(EngineSettings settings) {
        new EngineRuntime(settings).install();
    }

    Deletions deletions();

    /** Takes deletions back that began in this service. */
    Undo undo();

    DeadLetters deadLetters();

    Relationships relationships();

    /**
     * What deletes would take along.
     *
     * @param client how the services of child tables are asked
     */
    Impacts impacts(DependentClient client);

    KeyGate keyGate();

    ParentKeys parentKeys();

    /** All keys of this service's parent tables, for the services that refer to them. */
    ParentKeySet parentKeySet();

    /** Compares this service's key replicas with the parents that they are of. */
    Validations validations();

    /** Stops the deletes of relationships of which this service has the child table, and lets them go on. */
    Pauses pauses();

    EngineHealth health();

    /** What the service's database says of its state, for gauges. */
    Measurements measurements();

    /**
     * How many records each consumer group of this service has yet to read, in the partitions that are this instance's. A
     * group of which that is not known yet is left out.
     */
    Map<String, Long> consumerLag();

    /** Finishes the batch at hand, commits its offsets and stops. */
    @Override
    void close();
}
