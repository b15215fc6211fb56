/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Operation.Request;
import io.cascade.oracle.history.Operation.RequestedDelete;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** A graph on the databases of its services. Whether the services run in this JVM or elsewhere does not matter here. */
public final class JdbcSystem implements SystemUnderTest {

    private final Map<String, Sessions> databases;
    private final String schema;
    private final Function<Request, Answer> rest;

    /**
     * A graph whose services have no REST API.
     *
     * @param databases by service
     * @param schema of its tables, as SQL writes it
     */
    public JdbcSystem(Map<String, Sessions> databases, String schema) {
        this(databases, schema, request -> {
            throw new UnsupportedOperationException("there is no REST API for " + request.script());
        });
    }

    /** @param rest sends a request to a service */
    public JdbcSystem(Map<String, Sessions> databases, String schema, Function<Request, Answer> rest) {
        this.databases = Map.copyOf(databases);
        this.schema = schema;
        this.rest = rest;
    }

    @Override
    public List<Answer> execute(Operation operation) {
        if (operation instanceof Request request) {
            return List.of(rest.apply(request));
        }
        if (operation instanceof RequestedDelete delete) {
            return List.of(new DeletionRequest(sessions(delete.service()), searchPath()).ask(delete, schema));
        }
        return Execution.run(sessions(operation.service()), searchPath(), operation, (place, answer) -> true);
    }

    @Override
    public List<String> select(Table table, String expression, String condition) {
        return Execution.select(sessions(table.service()), searchPath(), table, expression, condition);
    }

    public String schema() {
        return schema;
    }

    private String searchPath() {
        return schema + ", public";
    }

    private Sessions sessions(String service) {
        return Objects.requireNonNull(databases.get(service), service);
    }
}
