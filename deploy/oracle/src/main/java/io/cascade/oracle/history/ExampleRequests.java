/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.history;

import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation.Request;
import io.cascade.oracle.history.Statement.Effect;
import java.util.Random;

/** Requests to parent-service and child-service, each with what it is in SQL. */
final class ExampleRequests {

    private final Random random;

    ExampleRequests(Random random) {
        this.random = random;
    }

    Operation next(Table table, Keys keys) {
        int id = keys.any(random);
        String path = "/" + table.name() + "/" + id;
        if (random.nextInt(3) == 0) {
            return new Request(
                    table.service(),
                    "DELETE",
                    path,
                    "",
                    statement(table, "DELETE FROM %s WHERE id = " + id, Effect.DELETES));
        }
        if (table.name().equals("parents")) {
            return new Request(
                    table.service(),
                    "POST",
                    "/parents",
                    "{\"id\": %d, \"name\": \"row %d\"}".formatted(id, id),
                    statement(table, "INSERT INTO %s (id, name) VALUES (" + id + ", 'row " + id + "')", Effect.WRITES));
        }
        int parent = keys.any(random);
        if (random.nextInt(3) == 0) {
            return new Request(
                    table.service(),
                    "PUT",
                    path,
                    "{\"parentId\": %d, \"name\": \"moved\"}".formatted(parent),
                    statement(
                            table,
                            "UPDATE %s SET parent_id = " + parent + ", name = 'moved' WHERE id = " + id,
                            Effect.WRITES));
        }
        return new Request(
                table.service(),
                "POST",
                "/children",
                "{\"id\": %d, \"parentId\": %d, \"name\": \"row %d\"}".formatted(id, parent, id),
                statement(
                        table,
                        "INSERT INTO %s (id, parent_id, name) VALUES (" + id + ", " + parent + ", 'row " + id + "')",
                        Effect.WRITES));
    }

    private static Statement statement(Table table, String sql, Effect effect) {
        return new Statement(table, sql.formatted(table.name()), effect);
    }
}
