/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import io.cascade.engine.brake.Strain;
import java.time.Duration;

/** Told what the engine does, for metrics. Called on the engine's threads after the commit; must be quick and not throw. */
public interface EngineListener {

    EngineListener NONE = new EngineListener() {};

    /**
     * A subscriber applied events of one relationship.
     *
     * @param events how many
     * @param rows child rows deleted or changed
     */
    default void applied(String relationship, int events, long rows) {}

    /**
     * One event reached its end here.
     *
     * @param lag from its transaction at the parent to the commit at this child
     */
    default void lag(String relationship, Duration lag) {}

    /**
     * How many keys of the parent table of an eventual relationship wait to be confirmed. Called every few seconds.
     *
     * @param keys accepted provisionally, and neither confirmed nor known to be absent
     */
    default void provisional(String relationship, long keys) {}

    /**
     * A delivery came to its end: the relationship has followed one event, and so have all below it.
     *
     * @param took from the transaction that deleted until this service knew
     */
    default void settled(String relationship, Duration took) {}

    /**
     * Deliveries came to an end because a person has given them up, there or further below.
     *
     * @param events how many; zero once at the start
     */
    default void discarded(String relationship, int events) {}

    /**
     * Events that a subscriber had not acknowledged were published again.
     *
     * @param events how many; zero once at the start
     */
    default void republished(String relationship, int events) {}

    /** Whether the database suffers from something. Called every second, unless it is not known. */
    default void strained(Strain strain, boolean suffers) {}

    /** A consumer has waited because the database suffers. */
    default void braked(Duration waited) {}

    /** An event became a dead letter. */
    default void deadLetter(String topic) {}

    /**
     * A batch failed for a reason that may pass, and will be tried again.
     *
     * @param attempt 1 for the first failure in a row
     */
    default void retrying(int attempt) {}
}
