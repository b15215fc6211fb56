/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.oracle.run.Sessions;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** What has not happened yet, and for which relationship. */
    record Open(String relationship, String what) {}

    /** Returns what is still under way when patience is over; nothing if the system became quiet. */
    List<Open> await() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Open> open = look();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            open = look();
        }
        return open.isEmpty() ? open : withHeld(open);
    }

    /** Tells a delivery that waits for a lock from one that is lost. */
    private List<Open> withHeld(List<Open> open) {
        List<Open> all = new ArrayList<>(open);
        databases.forEach((service, database) -> all.addAll(database.with("public", (connection, statement) -> {
            List<Open> held = new ArrayList<>();
            try (ResultSet result =
                    statement.executeQuery("SELECT relationship, event_id FROM cascade.held_delivery")) {
                while (result.next()) {
                    held.add(new Open(
                            result.getString(1),
                            service + " has set keys of the event " + result.getString(2) + " aside"));
                }
            }
            return held;
        })));
        return all;
    }

    private List<Open> look() {
        Map<String, ServiceState> first = read();
        List<Open> open = open(first);
        if (!open.isEmpty()) {
            return open;
        }
        Map<String, ServiceState> second = read();
        second.forEach((service, state) -> {
            if (state.version() != first.get(service).version()
                    || !state.pending().isEmpty()) {
                open.add(new Open("", service + " goes on publishing"));
            }
        });
        if (open.isEmpty()) {
            first.forEach((service, state) -> since.put(service, state.at()));
        }
        return open;
    }

    private Map<String, ServiceState> read() {
        Map<String, ServiceState> states = new LinkedHashMap<>();
        databases.forEach((service, database) -> states.put(service, ServiceState.of(database, since.get(service))));
        return states;
    }

    private List<Open> open(Map<String, ServiceState> states) {
        List<Open> open = new ArrayList<>();
        states.forEach((service, state) -> state.pending()
                .forEach((relationship, count) -> open.add(
                        new Open(relationship, service + " has " + count + " pending deliveries of " + relationship))));
        subscribed.forEach((subscriber, names) -> {
            Map<String, String> expected = new HashMap<>();
            states.values().forEach(state -> state.published().forEach((id, relationships) -> relationships.stream()
                    .filter(names::contains)
                    .forEach(relationship -> expected.put(id, relationship))));
            if (!expected.isEmpty()) {
                expected.keySet().removeAll(taken(databases.get(subscriber), expected.keySet()));
            }
            expected.forEach((id, relationship) -> open.add(
                    new Open(relationship, subscriber + " has not taken the event " + id + " for " + relationship)));
        });
        return open;
    }

    private static Set<String> taken(Sessions database, Set<String> events) {
        return database.with("public", (connection, statement) -> {
            Set<String> taken = new HashSet<>();
            try (ResultSet result = statement.executeQuery("SELECT event_id::text FROM cascade.inbox"
                    + " WHERE event_id = ANY ('{" + String.join(",", events) + "}')")) {
                while (result.next()) {
                    taken.add(result.getString(1));
                }
            }
            return taken;
        });
    }
}
