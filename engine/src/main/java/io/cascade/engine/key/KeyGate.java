/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.key;

import java.util.List;

/** The check before a child is inserted: gives replication a moment, then asks the parent. */
public interface KeyGate {

    /**
     * Waits until the key replica has the key. A parent created a moment ago may still be on its way; asking its service
     * settles what is not known by then. The constraint on the child table stays the judge: this only spares a caller a
     * refusal that would be untrue a few milliseconds later. With {@code check: eventual} any key is accepted at once.
     *
     * @param relationship a relationship whose child table this service owns
     * @param key one value a column, in the order of the contract; their text form is the one PostgreSQL writes
     * @throws IllegalArgumentException when there is no such relationship here, or the key has another number of columns
     */
    KeyCheck await(String relationship, List<String> key);
}
