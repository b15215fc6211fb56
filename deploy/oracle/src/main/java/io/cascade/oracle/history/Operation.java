/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.history;

import io.cascade.oracle.graph.Table;
import java.util.List;
import java.util.stream.Collectors;

/** Something that a user of one service does. */
public sealed interface Operation {

    /** Whose user. */
    String service();

    /** The tables that it names. */
    List<Table> tables();

    /** What it is in one PostgreSQL, where there are no services. */
    List<Statement> statements();

    /** Whether its changes stay. */
    boolean commits();

    /** As a person would type it. */
    String script();

    /** Statements in one transaction, each in a savepoint, so that one that is refused leaves the others. */
    record Transaction(String service, List<Statement> statements, boolean commits) implements Operation {

        public Transaction {
            statements = List.copyOf(statements);
        }

        public Transaction(String service, Statement statement) {
            this(service, List.of(statement), true);
        }

        @Override
        public List<Table> tables() {
            return statements.stream().map(Statement::table).toList();
        }

        @Override
        public String script() {
            String sql = statements.stream().map(each -> each.sql() + ";").collect(Collectors.joining("\n"));
            boolean alone = statements.size() == 1 && commits;
            return "-- in " + service + "\n"
                    + (alone ? sql : "BEGIN;\n" + sql + (commits ? "\nCOMMIT;" : "\nROLLBACK;"));
        }
    }

    /**
     * A request to the API of the example.
     *
     * @param body JSON, or empty
     * @param statement what it does
     */
    record Request(String service, String method, String path, String body, Statement statement) implements Operation {

        @Override
        public List<Table> tables() {
            return List.of(statement.table());
        }

        @Override
        public List<Statement> statements() {
            return List.of(statement);
        }

        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public String script() {
            return "-- to " + service + ": " + method + " " + path + " " + body + "\n-- which does: " + statement.sql()
                    + ";";
        }
    }

    /**
     * A delete from a table that is guarded: it is asked for, and done once the children's services agree.
     *
     * @param condition which rows
     */
    record RequestedDelete(String service, Table table, String condition) implements Operation {

        @Override
        public List<Table> tables() {
            return List.of(table);
        }

        @Override
        public List<Statement> statements() {
            return List.of(new Statement(
                    table, "DELETE FROM " + table.name() + " WHERE " + condition, Statement.Effect.DELETES));
        }

        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public String script() {
            return "-- in " + service + ", and then wait for cascade.intent\nSELECT cascade.request_deletion('"
                    + table.name().replace("'", "''") + "', '" + condition.replace("'", "''") + "');";
        }
    }
}
