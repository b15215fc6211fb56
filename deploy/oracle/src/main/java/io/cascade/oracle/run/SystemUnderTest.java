/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import java.util.List;

/** One graph, installed somewhere. */
public interface SystemUnderTest {

    /** An answer for each of the operation's statements. */
    List<Answer> execute(Operation operation);

    /** The rows of a table as text, sorted. */
    List<String> rows(Table table);
}
