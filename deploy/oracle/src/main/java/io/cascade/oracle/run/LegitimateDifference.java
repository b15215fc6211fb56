/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Action;
import io.cascade.oracle.graph.Edge;
import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Operation.Request;
import io.cascade.oracle.history.Operation.RequestedDelete;
import io.cascade.oracle.history.Statement;
import io.cascade.oracle.history.Statement.Effect;
import io.cascade.oracle.run.Answer.Done;
import io.cascade.oracle.run.Answer.Refused;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a distributed foreign key may answer differently from a native one. Each is one answer to one kind of statement; what
 * the system refused by one of them must have left no trace, which the comparison of all rows shows.
 */
public enum LegitimateDifference {
    /**
     * A row that refers to itself is refused with 23503. PostgreSQL checks the reference after the row is there; over the wire
     * the key of a new row arrives after its transaction has ended. Insert it with NULL, then let it refer to itself.
     */
    NEW_ROW_REFERS_TO_ITSELF {
        @Override
        boolean permits(Graph graph, Statement statement, Answer expected, Answer actual) {
            return statement.effect() == Effect.WRITES_ITSELF
                    && expected instanceof Done
                    && actual.equals(new Refused("23503"));
        }
    },

    /**
     * A change of a key that relationships refer to is refused with 23001, whether anything refers to that key or not: whether
     * it does is known only elsewhere. PostgreSQL changes it, or refuses with 23503 if a row refers to it.
     */
    KEY_CHANGED {
        @Override
        boolean permits(Graph graph, Statement statement, Answer expected, Answer actual) {
            return statement.effect() == Effect.CHANGES_KEY
                    && graph.isParent(statement.table())
                    && (expected.equals(new Done(1)) || expected.equals(new Refused("23503")))
                    && actual.equals(new Refused("23001"));
        }
    },

    /**
     * TRUNCATE of a table is refused with 0A000 also where only the table itself refers to it. PostgreSQL refuses it only
     * where another table does.
     */
    TRUNCATED_BUT_SELF_REFERENCED {
        @Override
        boolean permits(Graph graph, Statement statement, Answer expected, Answer actual) {
            return statement.effect() == Effect.TRUNCATES
                    && expected instanceof Done
                    && actual.equals(new Refused("0A000"))
                    && graph.isParent(statement.table())
                    && graph.relationships().stream()
                            .filter(edge -> edge.parent().equals(statement.table()))
                            .allMatch(edge -> edge.child().equals(statement.table()));
        }
    },

    /**
     * A plain DELETE from a guarded table is refused with 23001 and a hint how to ask for it. PostgreSQL deletes, or refuses
     * with 23001 or 23503, as the rows that refer to it are.
     */
    GUARDED_DELETE {
        @Override
        boolean permits(Graph graph, Statement statement, Answer expected, Answer actual) {
            boolean rows = expected instanceof Refused || (expected instanceof Done done && done.rows() > 0);
            return statement.effect() == Effect.DELETES
                    && rows
                    && actual.equals(new Refused("23001"))
                    && graph.guarded().contains(statement.table());
        }
    },

    /**
     * Where RESTRICT and NO ACTION both hold a row, the delete is refused with 23001 or 23503: PostgreSQL says what its first
     * trigger found, the services what the first vote said.
     */
    RESTRICT_OR_NO_ACTION {
        @Override
        boolean permits(Graph graph, Statement statement, Answer expected, Answer actual) {
            Set<Answer> refusals = Set.of(new Refused("23001"), new Refused("23503"));
            Set<Table> taken = new HashSet<>(graph.reachableFrom(statement.table()));
            taken.add(statement.table());
            Set<Action> holding = graph.relationships().stream()
                    .filter(edge -> taken.contains(edge.parent()))
                    .map(Edge::action)
                    .filter(Action::refuses)
                    .collect(Collectors.toSet());
            return statement.effect() == Effect.DELETES
                    && refusals.contains(expected)
                    && refusals.contains(actual)
                    && holding.size() == 2;
        }
    },

    /**
     * With {@code check: eventual} an insert whose parent is not there is accepted, and the row goes once that is certain.
     * PostgreSQL refuses it with 23503. Both end without the row.
     */
    ACCEPTED_PROVISIONALLY {
        @Override
        boolean permits(Graph graph, Statement statement, Answer expected, Answer actual) {
            return statement.effect() == Effect.WRITES
                    && expected.equals(new Refused("23503"))
                    && actual.equals(new Done(1))
                    && graph.relationships().stream()
                            .filter(edge -> edge.child().equals(statement.table()))
                            .anyMatch(Edge::eventual);
        }
    },

    /**
     * REST answers with a status instead of an SQLSTATE: 409 for a key that is taken (23505) or a parent that is not there
     * (23503). This is no difference in what happens, only in how it is said.
     */
    CONFLICT_BY_REST {
        @Override
        boolean permits(Graph graph, Statement statement, Answer expected, Answer actual) {
            return actual.equals(new Refused("409"))
                    && expected instanceof Refused refused
                    && Set.of("23503", "23505").contains(refused.sqlState());
        }
    };

    abstract boolean permits(Graph graph, Statement statement, Answer expected, Answer actual);

    /** Whether the answers differ as they may. */
    static boolean permit(Graph graph, Operation operation, Statement statement, Answer expected, Answer actual) {
        return Arrays.stream(values())
                .filter(rule -> rule != CONFLICT_BY_REST || operation instanceof Request)
                .filter(rule -> rule != GUARDED_DELETE || !(operation instanceof RequestedDelete))
                .filter(rule -> rule != RESTRICT_OR_NO_ACTION || operation instanceof RequestedDelete)
                .anyMatch(rule -> rule.permits(graph, statement, expected, actual));
    }
}
