/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.Waiting;
import io.cascade.local.host.LocalStackException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * Parents with consecutive ids and their children, at one contender.
 *
 * @param first id of a parent
 * @param parents how many
 * @param each children of each
 */
record Family(Contender contender, long first, long parents, int each) {

    private static final int SAMPLES = 32;
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** Parents, keys and children, with statistics and without dirty pages that somebody else would have to write. */
    Family load() {
        insert();
        contender.vacuum();
        contender.awaitQuiet();
        return this;
    }

    /** What is still being deleted would be taken for keys that have arrived. */
    void insert() {
        contender.awaitQuiet();
        contender.parents().run(insertion());
        if (each > 0) {
            contender.awaitKeys();
            contender.vacuum();
            contender
                    .children()
                    .run("INSERT INTO children (parent_id, name) SELECT p, 'bench' FROM generate_series(" + first + ", "
                            + last() + ") AS p, generate_series(1, " + each + ")");
        }
    }

    /** Of the parents only. */
    String insertion() {
        return "INSERT INTO parents (id, name) SELECT g, 'bench' FROM generate_series(" + first + ", " + last()
                + ") AS g";
    }

    String delete() {
        return "DELETE FROM parents WHERE id BETWEEN " + first + " AND " + last();
    }

    void awaitGone() {
        awaitGone(PAUSE);
    }

    /**
     * Returns once no child is left: a sample first, because to look at all costs those who are measured.
     *
     * @param pause between two looks, each of which goes past all dead children of the sample
     */
    void awaitGone(Duration pause) {
        String children = "SELECT count(*) FROM (SELECT FROM children WHERE parent_id %s LIMIT 1) AS any_child";
        try (Connection connection = contender.children().connect();
                PreparedStatement sample = connection.prepareStatement(children.formatted("= ANY (?)"));
                PreparedStatement all = connection.prepareStatement(children.formatted("BETWEEN ? AND ?"))) {
            sample.setArray(1, connection.createArrayOf("bigint", sample()));
            all.setLong(1, first);
            all.setLong(2, last());
            Waiting.until("the children are gone", pause, () -> isZero(sample));
            Waiting.until("all children are gone", pause, () -> isZero(all));
        } catch (SQLException e) {
            throw new LocalStackException("the benchmark cannot look for children: " + e.getMessage(), e);
        }
    }

    private boolean isZero(PreparedStatement query) {
        contender.check();
        try (ResultSet result = query.executeQuery()) {
            result.next();
            return result.getLong(1) == 0;
        } catch (SQLException e) {
            throw new LocalStackException("the benchmark cannot look for children: " + e.getMessage(), e);
        }
    }

    /** That nothing else went. */
    void expectComplete() {
        long found = contender
                .children()
                .number("SELECT count(*) FROM children WHERE parent_id BETWEEN " + first + " AND " + last());
        if (found != parents * each) {
            throw new LocalStackException(contender.name() + " has lost children of parents that live: " + found
                    + " are there of " + parents * each);
        }
    }

    long last() {
        return first + parents - 1;
    }

    private Long[] sample() {
        return LongStream.rangeClosed(1, SAMPLES)
                .map(i -> first + Math.max(parents * i / SAMPLES, 1) - 1)
                .distinct()
                .boxed()
                .toArray(Long[]::new);
    }
}
