/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Database;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the engine keeps beside the rows of the application and their keys, and what everybody logs. */
final class Sizes implements AutoCloseable {

    static final String METRIC = "size";
    static final String LOGS = "logs";

    private static final double MEBIBYTE = 1 << 20;

    /** The partitions, or the table itself. */
    private static final String RELATIONS = "SELECT coalesce(string_agg(CAST(CAST(relid AS oid) AS text), ','),"
            + " CAST(CAST(CAST('cascade.%1$s' AS regclass) AS oid) AS text)) FROM pg_partition_tree('cascade.%1$s')";

    private final Path data;
    private final Database parents;
    private final Database children;

    Sizes(LocalStack stack) {
        data = stack.data();
        parents = Cascade.database(stack.service(Cascade.PARENT_SERVICE));
        children = Cascade.database(stack.service(Cascade.CHILD_SERVICE));
    }

    Map<String, Double> mebibytes() {
        Map<String, Double> sizes = new TreeMap<>();
        for (String table : new String[] {"outbox", "deletion", "delivery"}) {
            sizes.put(table + " of parents", size(parents, table));
        }
        for (String table : new String[] {"inbox", "outbox", "dead_letter"}) {
            sizes.put(table + " of children", size(children, table));
        }
        sizes.put(LOGS, logs() / MEBIBYTE);
        return sizes;
    }

    /**
     * With the indexes. One relation a statement: one that measured several would hold the locks of the first while it waits for
     * the next, and dropping a partition takes them in another order.
     */
    private static double size(Database database, String table) {
        long bytes = 0;
        for (String relation : database.text(RELATIONS.formatted(table)).split(",")) {
            bytes += database.number("SELECT coalesce(pg_total_relation_size(" + relation + "), 0)");
        }
        return bytes / MEBIBYTE;
    }

    private long logs() {
        try (Stream<Path> files = Files.walk(data.resolve("logs"))) {
            return files.filter(Files::isRegularFile).mapToLong(Sizes::length).sum();
        } catch (IOException | UncheckedIOException e) {
            throw new LocalStackException("the logs cannot be looked at: " + e.getMessage(), e);
        }
    }

    /** 0 if it has gone since it was listed. */
    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        parents.close();
        children.close();
    }
}
