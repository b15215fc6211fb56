/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.sql;

import io.cascade.contracts.ParentTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keys as columns of text, the shape in which they travel and are bound.
 *
 * @param columns one list a key column, in the order of the contract, all of the same length
 */
public record KeyBatch(List<List<String>> columns) {

    /** The keys of an event, in the order of the contract. */
    public static KeyBatch of(ParentTable parent, Map<String, List<String>> keys) {
        return new KeyBatch(parent.keyColumns().stream().map(keys::get).toList());
    }

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

    /** The keys that fulfil the condition, which gets one value a column. */
    public KeyBatch where(Predicate<List<String>> condition) {
        List<List<String>> kept = new ArrayList<>();
        columns.forEach(column -> kept.add(new ArrayList<>()));
        for (int i = 0; i < size(); i++) {
            List<String> key = row(i);
            if (condition.test(key)) {
                for (int c = 0; c < key.size(); c++) {
                    kept.get(c).add(key.get(c));
                }
            }
        }
        return new KeyBatch(kept);
    }

    /** The keys that are not in the other batch. */
    public KeyBatch minus(KeyBatch others) {
        if (others.isEmpty()) {
            return this;
        }
        Set<List<String>> excluded = new HashSet<>();
        for (int i = 0; i < others.size(); i++) {
            excluded.add(others.row(i));
        }
        return where(key -> !excluded.contains(key));
    }

    /** The keys of both. */
    public KeyBatch plus(KeyBatch others) {
        List<List<String>> both = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            List<String> column = new ArrayList<>(columns.get(i));
            column.addAll(others.columns.get(i));
            both.add(column);
        }
        return new KeyBatch(both);
    }

    /** A batch of the last key alone. */
    public KeyBatch last() {
        return new KeyBatch(row(size() - 1).stream().map(List::of).toList());
    }

    /** The keys from an index on up to another one. */
    public KeyBatch slice(int from, int to) {
        return new KeyBatch(
                columns.stream().map(column -> column.subList(from, to)).toList());
    }

    /** A batch of no key. */
    public KeyBatch none() {
        return where(key -> false);
    }

    public List<String> row(int index) {
        return columns.stream().map(column -> column.get(index)).toList();
    }
}
