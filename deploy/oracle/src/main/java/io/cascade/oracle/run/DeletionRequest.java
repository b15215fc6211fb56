/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.SqlText;
import io.cascade.oracle.history.Operation.RequestedDelete;
import io.cascade.oracle.run.Answer.Done;
import io.cascade.oracle.run.Answer.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Asks a service to delete what other services may hold on to, and waits for the outcome. */
final class DeletionRequest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Sessions sessions;
    private final String searchPath;

    DeletionRequest(Sessions sessions, String searchPath) {
        this.sessions = sessions;
        this.searchPath = searchPath;
    }

    Answer ask(RequestedDelete delete, String schema) {
        String table = delete.table().example()
                ? delete.table().name()
                : schema + "." + delete.table().name();
        try {
            long rows = matching(delete);
            Optional<String> deletion = request(table, delete.condition());
            return deletion.isPresent() ? await(deletion.get(), rows) : new Done(0);
        } catch (DatabaseException e) {
            if (e.getCause() instanceof SQLException refusal) {
                return new Refused(refusal.getSQLState());
            }
            throw e;
        }
    }

    private long matching(RequestedDelete delete) {
        return sessions.with(searchPath, (connection, statement) -> {
            try (ResultSet result = statement.executeQuery(
                    "SELECT count(*) FROM " + delete.table().name() + " WHERE " + delete.condition())) {
                result.next();
                return result.getLong(1);
            }
        });
    }

    private Optional<String> request(String table, String condition) {
        return sessions.with(searchPath, (connection, statement) -> {
            Optional<String> deletion;
            try (ResultSet result = statement.executeQuery("SELECT cascade.request_deletion(" + SqlText.literal(table)
                    + ", " + SqlText.literal(condition) + ")")) {
                result.next();
                deletion = Optional.ofNullable(result.getString(1));
            }
            connection.commit();
            return deletion;
        });
    }

    private Answer await(String deletion, long rows) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Answer> answer = sessions.with(searchPath, (connection, statement) -> {
                try (ResultSet result = statement.executeQuery("SELECT state, sql_state FROM cascade.intent"
                        + " WHERE deletion_id = '" + deletion + "' AND upstream_event IS NULL")) {
                    if (!result.next()) {
                        return Optional.<Answer>empty();
                    }
                    return switch (result.getString(1)) {
                        case "executed" -> Optional.<Answer>of(new Done(rows));
                        case "refused" -> Optional.<Answer>of(new Refused(result.getString(2)));
                        default -> Optional.<Answer>empty();
                    };
                }
            });
            if (answer.isPresent()) {
                return answer.get();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return new Refused("no outcome after " + PATIENCE.toSeconds() + " s");
    }
}
