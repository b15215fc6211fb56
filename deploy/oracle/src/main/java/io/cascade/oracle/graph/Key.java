/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A primary or unique key. Rows are spoken of by ordinals; what value an ordinal has is the key's own affair.
 *
 * @param columns as SQL writes them
 * @param shift which of the hard values ordinal 0 has
 * @param nullable a unique key may be, and a row without it cannot be referred to
 */
public record Key(List<String> columns, List<ValueType> types, int shift, boolean nullable) {

    /** In a composite key all columns but the last have few values, as a tenant's column has. */
    private static final int TENANTS = 3;

    public List<String> literals(int ordinal) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            values.add(literal(types.get(i), i == types.size() - 1 ? ordinal : ordinal % TENANTS));
        }
        return values;
    }

    /** Keys of many rows, one for each value of an integer expression. */
    public List<String> expressions(String ordinal) {
        List<String> values = new ArrayList<>(literals(0));
        values.set(values.size() - 1, types.get(types.size() - 1).plain(ordinal));
        return values;
    }

    public String equalTo(List<String> values) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) + " = " + values.get(i))
                .collect(Collectors.joining(" AND "));
    }

    List<String> declarations() {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) + " " + types.get(i).sql())
                .toList();
    }

    private String literal(ValueType type, int ordinal) {
        int hard = type.hardValues();
        return type.literal(ordinal < hard ? (ordinal + shift) % hard : ordinal);
    }
}
