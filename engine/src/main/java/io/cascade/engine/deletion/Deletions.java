/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import io.cascade.contracts.Propagation;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** The deletions that began in this service's database, or passed through it. */
public interface Deletions {

    /**
     * Names the deletion that the current transaction performs, so that the caller can hand out its id. Every key that the
     * transaction deletes afterwards belongs to it; a transaction that never calls this gets an id of its own with the
     * first deleted key. A deletion that deletes no key leaves no trace.
     *
     * @param transaction a context whose connection is in the transaction that deletes
     */
    default UUID open(DSLContext transaction) {
        return open(transaction, Propagation.BACKGROUND);
    }

    /**
     * Likewise, and says what becomes of the children of the keys.
     *
     * @param transaction a context whose connection is in the transaction that deletes
     */
    UUID open(DSLContext transaction, Propagation propagation);

    Optional<Deletion> find(UUID id);

    /**
     * The newest deletions, newest first.
     *
     * @param limit at most this many, positive
     */
    List<Deletion> newest(int limit);
}
