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

/** Deletes parents one by one and watches the children of each go. */
final class SingleDeletes implements AutoCloseable {

    /** Short against what is measured, long enough not to take a processor. */
    private static final Duration PAUSE = Duration.ofNanos(200_000);

    private final Contender contender;
    private final Connection parents;
    private final Connection children;
    private final PreparedStatement delete;
    private final PreparedStatement probe;

    SingleDeletes(Contender contender) {
        this.contender = contender;
        parents = contender.parents().connect();
        children = contender.children().connect();
        try {
            delete = parents.prepareStatement("DELETE FROM parents WHERE id = ?");
            probe = children.prepareStatement("SELECT EXISTS (SELECT FROM children WHERE parent_id = ?)");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * How long the children outlive their parent, in nanoseconds: from the commit's return to their absence. Where one
     * database has both they go with it, and what counts is how long the statement takes.
     */
    long delete(long parent) {
        try {
            delete.setLong(1, parent);
            probe.setLong(1, parent);
            long start = System.nanoTime();
            if (delete.executeUpdate() != 1) {
                throw new LocalStackException("the benchmark has no parent " + parent);
            }
            long committed = System.nanoTime();
            if (contender.parents() == contender.children()) {
                return committed - start;
            }
            Waiting.until("the children of " + parent + " are gone", PAUSE, this::areGone);
            return System.nanoTime() - committed;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private boolean areGone() {
        contender.check();
        try (ResultSet result = probe.executeQuery()) {
            result.next();
            return !result.getBoolean(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try (parents;
                children) {
            delete.close();
            probe.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static LocalStackException failed(SQLException e) {
        return new LocalStackException("the benchmark's single deletes failed: " + e.getMessage(), e);
    }
}
