/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Keys as columns of text, the shape in which they travel and are bound.
 *
 * @param columns one list a key column, in the order of the contract, all of the same length
 */
public record KeyBatch(List<List<String>> columns) {

    public int size() {
        return columns.get(0).size();
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** One array a column, for binding; followed by what else the statement takes. */
    public Object[] bindings(Object... others) {
        return bindings(1, others);
    }

    /** The arrays several times over, for a statement that mentions the keys so often. */
    public Object[] bindings(int times, Object... others) {
        List<Object> bindings = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            columns.forEach(column -> bindings.add(column.toArray(String[]::new)));
        }
        Collections.addAll(bindings, others);
        return bindings.toArray();
    }
}
