/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;

/** What a subscriber knows of the keys that its rows refer to. */
public interface Replicas {

    /** Whether keys of the relationship wait for their turn, so that what the replica says of them is not the last word. */
    boolean held(String relationship);

    /**
     * Of kept rows those that would come back to a key which is somebody else's by now.
     *
     * @param rows ids of {@code cascade.retained_row}
     * @param since the version that restored keys have at least
     */
    List<Long> taken(DSLContext tx, String relationship, Collection<Long> rows, long since);
}
