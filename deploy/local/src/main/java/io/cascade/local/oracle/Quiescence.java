/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.local.host.LocalStackException;
import io.cascade.oracle.run.Sessions;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Waits until every event that was published has been taken by all for whom it is, and every delivery is answered.
 * Services are read one after another, so a wave of cascades might run from one that is read later to one that was read
 * before. Therefore all are read twice: if none has published anything between its two readings, there was a moment between
 * the rounds at which no service had anything under way, and so it stays.
 */
final class Quiescence {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(8);

    private final Map<String, Sessions> databases;
    private final Map<String, Set<String>> subscribed = new TreeMap<>();
    private final Map<String, String> since = new TreeMap<>();

    Quiescence(Map<String, Sessions> databases, Contracts contracts) {
        this.databases = databases;
        databases.keySet().forEach(service -> {
            subscribed.put(
                    service,
                    contracts.subscribedBy(service).stream()
                            .map(Relationship::name)
                            .collect(Collectors.toSet()));
            since.put(service, "-infinity");
        });
    }

    void await() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> stuck = look();
        while (!stuck.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new LocalStackException(
                        "The stack is not quiet after " + PATIENCE.toSeconds() + " s:\n" + String.join("\n", stuck));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            stuck = look();
        }
    }

    /** What is under way; nothing if the system is quiet. */
    private List<String> look() {
        Map<String, ServiceState> first = read();
        List<String> busy = busy(first);
        if (!busy.isEmpty()) {
            return busy;
        }
        Map<String, ServiceState> second = read();
        second.forEach((service, state) -> {
            if (state.version() != first.get(service).version() || state.pending() > 0) {
                busy.add(service + " goes on publishing");
            }
        });
        if (busy.isEmpty()) {
            first.forEach((service, state) -> since.put(service, state.at()));
        }
        return busy;
    }

    private Map<String, ServiceState> read() {
        Map<String, ServiceState> states = new LinkedHashMap<>();
        databases.forEach((service, database) -> states.put(service, ServiceState.of(database, since.get(service))));
        return states;
    }

    private List<String> busy(Map<String, ServiceState> states) {
        List<String> busy = new ArrayList<>();
        states.forEach((service, state) -> {
            if (state.pending() > 0) {
                busy.add(service + " has " + state.pending() + " deliveries that are pending");
            }
        });
        subscribed.forEach((subscriber, names) -> {
            Set<String> expected = new HashSet<>();
            states.values().forEach(state -> state.published().forEach((id, relationships) -> {
                if (!Collections.disjoint(names, relationships)) {
                    expected.add(id);
                }
            }));
            long missing = expected.isEmpty() ? 0 : expected.size() - taken(databases.get(subscriber), expected);
            if (missing > 0) {
                busy.add(subscriber + " has not taken " + missing + " events");
            }
        });
        return busy;
    }

    private static long taken(Sessions database, Set<String> events) {
        return database.with("public", (connection, statement) -> {
            try (ResultSet result = statement.executeQuery(
                    "SELECT count(*) FROM cascade.inbox WHERE event_id = ANY ('{" + String.join(",", events) + "}')")) {
                result.next();
                return result.getLong(1);
            }
        });
    }
}
