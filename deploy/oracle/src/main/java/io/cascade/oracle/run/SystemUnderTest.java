/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import java.util.List;

/** One graph, installed somewhere. */
public interface SystemUnderTest {

    /** An answer for each of the operation's statements. */
    List<Answer> execute(Operation operation);

    /**
     * Something of a table's rows, which are called {@code t}, as text, sorted.
     *
     * @param expression of any type
     * @param condition which rows
     */
    List<String> select(Table table, String expression, String condition);

    /** All that is compared of a table. */
    default List<String> rows(Table table) {
        return select(table, table.row(), "true");
    }
}
