/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.key;

import java.util.List;

/** The publishing side's answer to {@link KeyLookup}. */
public interface ParentKeys {

    /**
     * Whether the key exists, waiting shortly for a transaction that is about to delete it.
     *
     * @param relationship a relationship whose parent table this service owns
     * @param key one value a column, in the order of the contract, in PostgreSQL's text form
     * @throws IllegalArgumentException when there is no such relationship here, or the key is not of its type
     */
    KeyLookup.Answer find(String relationship, List<String> key);
}
