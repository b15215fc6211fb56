/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.Database;
import io.cascade.local.bench.contender.Waiting;
import io.cascade.local.stack.LocalStack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The services of a deep cascade: parent-service on top, and below it services whose table is the next one's parent. Rows have
 * the id of the row that they refer to.
 */
final class Levels implements AutoCloseable {

    static final int COUNT = 4;

    private static final String SCHEMA =
            """
            CREATE TABLE children (id bigint PRIMARY KEY, parent_id bigint NOT NULL, name text NOT NULL);
            CREATE INDEX children_parent_id_id ON children (parent_id, id);
            """;

    private static final String CONTRACT =
            """
            name: level-%d
            parent: {service: %s, table: %s, key: [{column: id, type: bigint}]}
            child: {service: %s, table: children, columns: [parent_id]}
            onDelete: CASCADE
            """;

    private final Database top;
    private final List<Contender> levels = new ArrayList<>();

    Levels(LocalStack stack) {
        top = Cascade.database(stack.service(Cascade.PARENT_SERVICE));
        Database above = top;
        for (int i = 1; i <= COUNT; i++) {
            Database here = Cascade.database(stack.service(service(i)));
            levels.add(new Level(service(i), above, here, replica(i)));
            above = here;
        }
    }

    /** The files of the contracts' directory, by name. */
    static Map<String, String> contracts() {
        Map<String, String> files = new LinkedHashMap<>();
        for (int i = 1; i <= COUNT; i++) {
            String parent = i == 1 ? Cascade.PARENT_SERVICE : service(i - 1);
            files.put(
                    "relationships/level-" + i + ".yaml",
                    CONTRACT.formatted(i, parent, i == 1 ? "parents" : "children", service(i)));
            files.put("schema/" + service(i) + ".sql", SCHEMA);
        }
        return files;
    }

    static String service(int level) {
        return "level-" + level;
    }

    private static String replica(int level) {
        return level == 1 ? "cascade.parent_service__parents__id" : "cascade.level_" + (level - 1) + "__children__id";
    }

    /** Rows on all levels, with their keys where they are referred to. */
    void load(long first, long rows) {
        String ids = " FROM generate_series(" + first + ", " + (first + rows - 1) + ") AS g";
        top.run("INSERT INTO parents (id, name) SELECT g, 'bench'" + ids);
        for (Contender level : levels) {
            level.awaitKeys();
            level.vacuum();
            level.children().run("INSERT INTO children (id, parent_id, name) SELECT g, g, 'bench'" + ids);
        }
        levels.forEach(Contender::vacuum);
    }

    Database top() {
        return top;
    }

    /** The rows of a level, counted from 1, as children of those above. */
    Family family(int level, long first, long rows) {
        return new Family(levels.get(level - 1), first, rows, 1);
    }

    /** Returns once no replica has a key that is gone above it. */
    void awaitQuiet() {
        levels.forEach(Contender::awaitKeys);
    }

    @Override
    public void close() {
        top.close();
        levels.forEach(Contender::close);
    }

    /** One level and the one above it. */
    private record Level(String name, Database parents, Database children, String replica) implements Contender {

        @Override
        public void awaitKeys() {
            String table = name.equals(service(1)) ? "parents" : "children";
            long keys = parents.number("SELECT count(*) FROM " + table);
            Waiting.until(
                    "the keys are in " + replica, () -> children.number("SELECT count(*) FROM " + replica) == keys);
        }

        @Override
        public void vacuum() {
            parents.run("VACUUM (ANALYZE) " + (name.equals(service(1)) ? "parents" : "children"));
            children.run("VACUUM (ANALYZE) children", "VACUUM (ANALYZE) " + replica);
        }

        @Override
        public void close() {
            children.close();
        }
    }
}
