/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.run.Answer.Done;
import io.cascade.oracle.run.Answer.Refused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** Runs a transaction's statements and reads tables, the same way in both worlds. */
final class Execution {

    /** Deadlock, serialization failure, lock timeout: the victim of one does its work again, as applications do. */
    private static final Set<String> AGAIN = Set.of("40P01", "40001", "55P03");

    private static final int ATTEMPTS = 20;

    private Execution() {}

    /**
     * Runs each statement in a savepoint.
     *
     * @param keep whether to keep what a statement did, by its place and the answer
     */
    static List<Answer> run(
            Sessions sessions, String searchPath, Operation operation, BiPredicate<Integer, Answer> keep) {
        for (int attempt = 1; ; attempt++) {
            List<Answer> answers = sessions.with(searchPath, (connection, statement) -> {
                List<Answer> all = new ArrayList<>();
                for (int i = 0; i < operation.statements().size(); i++) {
                    all.add(one(connection, statement, i, operation, keep));
                }
                if (operation.commits()) {
                    connection.commit();
                }
                return all;
            });
            if (attempt == ATTEMPTS || answers.stream().noneMatch(Execution::passes)) {
                return answers;
            }
        }
    }

    private static Answer one(
            Connection connection,
            Statement statement,
            int place,
            Operation operation,
            BiPredicate<Integer, Answer> keep)
            throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        Answer answer;
        try {
            statement.execute(operation.statements().get(place).sql());
            answer = new Done(rows(statement));
        } catch (SQLException e) {
            if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
                throw e;
            }
            answer = new Refused(e.getSQLState());
        }
        if (answer instanceof Refused || !keep.test(place, answer)) {
            connection.rollback(savepoint);
        }
        return answer;
    }

    private static boolean passes(Answer answer) {
        return answer instanceof Refused refused && AGAIN.contains(refused.sqlState());
    }

    private static long rows(Statement statement) throws SQLException {
        ResultSet result = statement.getResultSet();
        if (result == null) {
            return statement.getUpdateCount();
        }
        result.next();
        return result.getLong(1);
    }

    /** Sorted here, because the order of texts is a server's own affair. */
    static List<String> select(Sessions sessions, String searchPath, Table table, String expression, String condition) {
        String query = "SELECT (" + expression + ")::text FROM " + table.name() + " AS t WHERE " + condition;
        return sessions.with(searchPath, (connection, statement) -> {
            List<String> values = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(query)) {
                while (result.next()) {
                    values.add(result.getString(1));
                }
            }
            Collections.sort(values);
            return values;
        });
    }
}
