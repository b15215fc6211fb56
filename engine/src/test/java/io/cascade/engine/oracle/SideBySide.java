/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Guards;
import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestPostgres;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.Record;

/**
 * The same statements on services with distributed foreign keys and on one database with native ones. An answer is what a
 * statement returns, or its SQLSTATE. Whatever does not say that the sides differ has to leave the same rows in all tables,
 * key replicas equal to the parents' keys, and nothing undelivered.
 */
final class SideBySide {

    /** What either side answered. */
    record Answers(String natively, String distributed) {}

    /** An open transaction on either side. */
    final class Session implements AutoCloseable {

        private final Connection natively;
        private final Connection distributed;

        private Session(String service) throws SQLException {
            natively = NATIVE.getConnection();
            distributed = service(service).getConnection();
        }

        Answers each(String sql) {
            Answers answers = new Answers(execute(natively, sql), execute(distributed, sql));
            system.deliver();
            return answers;
        }

        @Override
        public void close() throws SQLException {
            try (distributed) {
                natively.close();
            }
        }
    }

    private static final DataSource NATIVE = TestPostgres.sharedDatabase();

    private static final String SQL_STATE = "[0-9A-Z]{5}";

    private static final String TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            + " AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1";

    private final Contracts contracts;
    private final TestSystem system;

    private SideBySide(Contracts contracts) {
        this.contracts = contracts;
        this.system = new TestSystem(contracts);
        require(NATIVE, "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC");
    }

    /** @param relationships as in {@link TestContracts}; native constraints are made of the same, in this order */
    static SideBySide of(String... relationships) {
        return new SideBySide(TestContracts.of(relationships));
    }

    /** Names of tables are unique among all services. */
    SideBySide tables(String service, String... ddl) {
        for (String statement : ddl) {
            require(NATIVE, statement);
            require(service(service), statement);
        }
        return this;
    }

    SideBySide install() {
        contracts.relationships().forEach(relationship -> require(NATIVE, constraint(relationship)));
        system.install();
        return this;
    }

    /** What both sides do, with the same answer. */
    SideBySide both(String service, String sql) {
        Answers answers = each(service, sql);
        assertThat(answers.distributed()).as(sql).isEqualTo(answers.natively()).doesNotMatch(SQL_STATE);
        assertSame(sql);
        return this;
    }

    /** What both sides refuse. */
    SideBySide bothRefuse(String sqlState, String service, String sql) {
        assertThat(each(service, sql)).as(sql).isEqualTo(new Answers(sqlState, sqlState));
        assertSame(sql);
        return this;
    }

    /** A delete that goes through on both sides; a guarded table is asked for it. */
    SideBySide delete(String service, String table, String condition) {
        Answers answers = eachDelete(service, table, condition);
        String what = "DELETE FROM " + table + " WHERE " + condition;
        assertThat(answers.natively()).as(what).doesNotMatch(SQL_STATE);
        assertThat(answers.distributed()).as(what).isIn(answers.natively(), "executed", "nothing");
        assertSame(what);
        return this;
    }

    SideBySide deleteRefused(String sqlState, String service, String table, String condition) {
        String what = "DELETE FROM " + table + " WHERE " + condition;
        assertThat(eachDelete(service, table, condition)).as(what).isEqualTo(new Answers(sqlState, sqlState));
        assertSame(what);
        return this;
    }

    /** What only a native foreign key can be made to be. */
    void natively(String sql) {
        require(NATIVE, sql);
    }

    /** For what the sides may answer differently; what is left is the caller's to compare. */
    Answers each(String service, String sql) {
        Answers answers = new Answers(execute(NATIVE, sql), execute(service(service), sql));
        system.deliver();
        return answers;
    }

    Session session(String service) throws SQLException {
        return new Session(service);
    }

    Answers eachDelete(String service, String table, String condition) {
        String sql = "DELETE FROM " + table + " WHERE " + condition;
        if (!guarded(service, table)) {
            return each(service, sql);
        }
        String natively = execute(NATIVE, sql);
        try {
            UUID deletion = system.service(service)
                    .dsl()
                    .fetchSingle("SELECT cascade.request_deletion(CAST(? AS regclass), ?, '10 min')", table, condition)
                    .get(0, UUID.class);
            system.deliver();
            return new Answers(natively, deletion == null ? "nothing" : decision(service, deletion));
        } catch (org.jooq.exception.DataAccessException e) {
            String state = SqlStates.of(e).orElseThrow();
            boolean needsNobody = state.equals("55000");
            String distributed = needsNobody ? execute(service(service), sql) : state;
            system.deliver();
            return new Answers(natively, distributed);
        }
    }

    /** The rows of a table as text; of a partition with its name before. */
    List<String> rows(String table) {
        return distributed().get(table);
    }

    List<String> nativeRows(String table) {
        return read(NATIVE).get(table);
    }

    TestSystem system() {
        return system;
    }

    void deliver() {
        system.deliver();
    }

    void assertSame(String after) {
        assertThat(distributed()).as("rows after %s", after).isEqualTo(read(NATIVE));
        assertThat(complaints()).as("after %s", after).isEmpty();
        assertReplicas(after);
    }

    /** Deliveries that failed, with the reason, and what is not decided or delivered. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (TestService service : system.services()) {
            for (String query : List.of(
                    "SELECT relationship || ' is ' || state || coalesce(': ' || reason, '') FROM cascade.delivery"
                            + " WHERE state <> 'settled'",
                    "SELECT 'not settled' FROM cascade.settlement",
                    "SELECT 'dead letter ' || coalesce(sql_state, '') FROM cascade.dead_letter",
                    "SELECT 'intent ' || state FROM cascade.intent WHERE state IN ('voting', 'approved')",
                    "SELECT 'ballot ' || state FROM cascade.ballot")) {
                complaints.addAll(service.values(String.class, query));
            }
        }
        return complaints;
    }

    private void assertReplicas(String after) {
        for (Relationship relationship : contracts.relationships()) {
            ParentTable parent = relationship.parent();
            String columns = Sql.list(parent.keyColumns(), Sql::quote);
            String replica =
                    parent.service() + "__" + parent.table().name() + "__" + String.join("__", parent.keyColumns());
            String query =
                    "SELECT concat_ws('|', " + columns + ") FROM %s WHERE num_nulls(" + columns + ") = 0 ORDER BY 1";
            assertThat(system.service(relationship.child().service())
                            .values(String.class, query.formatted("cascade." + Sql.quote(replica))))
                    .as("keys of %s after %s", parent.table(), after)
                    .isEqualTo(system.service(parent.service())
                            .values(String.class, query.formatted(Sql.quote(parent.table()))));
        }
    }

    private String decision(String service, UUID deletion) {
        Record intent = system.service(service)
                .dsl()
                .fetchSingle(
                        "SELECT state, sql_state FROM cascade.intent WHERE deletion_id = ? AND upstream_event IS NULL",
                        deletion);
        String sqlState = intent.get("sql_state", String.class);
        return sqlState == null ? intent.get("state", String.class) : sqlState;
    }

    private boolean guarded(String service, String table) {
        Guards guards = new Guards(contracts);
        return contracts.relationships().stream()
                .filter(relationship -> relationship.parent().service().equals(service))
                .filter(relationship -> relationship.parent().table().equals(TableName.parse(table)))
                .anyMatch(guards::asks);
    }

    private DataSource service(String name) {
        return system.service(name).dataSource();
    }

    private Map<String, List<String>> distributed() {
        Map<String, List<String>> rows = new TreeMap<>();
        system.services().forEach(service -> rows.putAll(read(service.dataSource())));
        return rows;
    }

    private static String constraint(Relationship relationship) {
        List<String> columns = relationship.child().columns();
        boolean sets = relationship.onDelete().sets();
        return "ALTER TABLE " + Sql.quote(relationship.child().table()) + " ADD CONSTRAINT "
                + Sql.quote(relationship.name()) + " FOREIGN KEY (" + Sql.list(columns, Sql::quote) + ") REFERENCES "
                + Sql.quote(relationship.parent().table()) + " ("
                + Sql.list(relationship.parent().keyColumns(), Sql::quote) + ") ON DELETE "
                + relationship.onDelete().sql()
                + (sets && !relationship.setColumns().equals(columns)
                        ? " (" + Sql.list(relationship.setColumns(), Sql::quote) + ")"
                        : "");
    }

    private static Map<String, List<String>> read(DataSource database) {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : strings(statement.executeQuery(TABLES))) {
                String quoted = Sql.quote(table);
                rows.put(
                        table,
                        strings(statement.executeQuery("SELECT CASE WHEN every.tableoid = "
                                + Sql.literal(quoted) + "::regclass THEN '' ELSE every.tableoid::regclass || ' ' END"
                                + " || every::text FROM " + quoted + " AS every ORDER BY 1")));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    private static void require(DataSource database, String sql) {
        assertThat(execute(database, sql)).as(sql).doesNotMatch(SQL_STATE);
    }

    /** Returns what the statements return, or the SQLSTATE of the one that fails; then all are rolled back. */
    private static String execute(DataSource database, String sql) {
        try (Connection connection = database.getConnection()) {
            return execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            List<String> results = new ArrayList<>();
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() >= 0) {
                results.add(
                        rows
                                ? strings(statement.getResultSet()).toString()
                                : String.valueOf(statement.getUpdateCount()));
                rows = statement.getMoreResults();
            }
            return results.toString();
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static List<String> strings(ResultSet rows) throws SQLException {
        List<String> strings = new ArrayList<>();
        while (rows.next()) {
            strings.add(rows.getString(1));
        }
        strings.sort(null);
        return strings;
    }
}
