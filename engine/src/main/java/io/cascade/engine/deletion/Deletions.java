/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import io.cascade.contracts.Propagation;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;
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
    default UUID open(DSLContext transaction, Propagation propagation) {
        return open(transaction, propagation, true);
    }

    /**
     * Likewise, and says whether copies are kept of what goes, where the relationships say so.
     *
     * @param transaction a context whose connection is in the transaction that deletes
     * @param retain false to leave no copy in any service, as an erasure has to
     */
    UUID open(DSLContext transaction, Propagation propagation, boolean retain);

    /** How long others have to consent, unless the caller says otherwise. */
    Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

    /**
     * Asks all services concerned whether rows may be deleted, waits, and deletes them if so: for tables to which a
     * relationship with {@code onDelete: RESTRICT} or {@code NO ACTION} leads, where a plain delete is refused with SQLSTATE
     * 23001. Nothing has changed, anywhere, when it is refused. Call it outside of a transaction.
     *
     * @param delete deletes by the given context and returns the number of rows; it is run to see what it would delete and
     *     taken back
     * @param propagation what becomes of the children elsewhere
     * @param patience how long the answers may take
     * @throws org.jooq.exception.DataAccessException when the database itself refuses the delete
     */
    default RequestedDeletion request(ToIntFunction<DSLContext> delete, Propagation propagation, Duration patience) {
        return request(delete, propagation, true, patience);
    }

    /**
     * Likewise, and says whether copies are kept of what goes.
     *
     * @param retain false to leave no copy in any service, as an erasure has to
     */
    RequestedDeletion request(
            ToIntFunction<DSLContext> delete, Propagation propagation, boolean retain, Duration patience);

    Optional<Deletion> find(UUID id);

    List<Deletion> list(DeletionQuery query);

    /**
     * A number for each of the deletions that changes when anything becomes known of it, by one cheap query: for those who
     * wait for news of many. One that is not there is left out.
     */
    Map<UUID, Long> marks(Collection<UUID> ids);
}
