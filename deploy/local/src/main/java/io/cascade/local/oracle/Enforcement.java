/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.local.host.LocalStackException;
import io.cascade.oracle.run.Sessions;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Waits until relationships are enforced: a service is ready a moment before its backfills have arrived. */
final class Enforcement {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Map<String, Sessions> databases;
    private final Set<String> relationships;

    Enforcement(Map<String, Sessions> databases, Set<String> relationships) {
        this.databases = databases;
        this.relationships = Set.copyOf(relationships);
    }

    void await() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Set<String> missing = missing();
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new LocalStackException("not enforced after " + PATIENCE.toSeconds() + " s: " + missing);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            missing = missing();
        }
    }

    private Set<String> missing() {
        Set<String> missing = new HashSet<>(relationships);
        databases.values().forEach(database -> missing.removeAll(enforced(database)));
        return missing;
    }

    private static List<String> enforced(Sessions database) {
        return database.with("public", (connection, statement) -> {
            List<String> names = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(
                    "SELECT name FROM cascade.relationship WHERE role = 'subscriber' AND state = 'enforced'")) {
                while (result.next()) {
                    names.add(result.getString(1));
                }
            }
            return names;
        });
    }
}
