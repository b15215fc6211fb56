/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.drift;

import java.util.List;
import java.util.Optional;

/** Compares the key replicas of this service with the parents that they are of, and mends them. */
public interface Validations {

    /**
     * Begins to compare, on a thread of its own.
     *
     * @param repair whether what is found is to be mended: a missing key is added, and one that the parent does not have goes
     *     with its children, as {@code onDelete} says
     * @return the validation that has begun, or the one that is under way
     * @throws IllegalArgumentException when this service is not the child in a relationship of that name
     */
    Validation start(String relationship, boolean repair);

    /**
     * The last one that somebody has started.
     *
     * @throws IllegalArgumentException when this service is not the child in a relationship of that name
     */
    Optional<Validation> find(String relationship);

    /** Some of the keys that the last one has found, a thousand of a kind at most, as they were found. */
    List<DifferingKey> keys(String relationship);

    /**
     * A key that differs.
     *
     * @param kind {@code missing} or {@code surplus}
     * @param key one value a column, in the order of the contract, in PostgreSQL's text form
     */
    record DifferingKey(String kind, List<String> key) {

        public DifferingKey {
            key = List.copyOf(key);
        }
    }
}
