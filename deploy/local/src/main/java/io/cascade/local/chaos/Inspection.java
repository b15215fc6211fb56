/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.History.Outcome;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks from outside, by plain SQL, whether all is quiet and what holds then. */
final class Inspection {

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration AGAIN = Duration.ofMillis(1500);
    private static final String OPEN = "state IN ('pending', 'applied')";
    private static final String UNDECIDED = "SELECT count(*) FROM cascade.intent WHERE state IN ('voting', 'approved')";

    private final ChaosStack stack;
    private final History history;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Inspection(ChaosStack stack, History history) {
        this.stack = stack;
        this.history = history;
    }

    /** Waits until nothing is under way, for a while at most, and looks twice: what has been late may still do harm. */
    Verdict whenQuiet(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        String state = books();
        boolean quiet = false;
        while (!quiet && System.nanoTime() < deadline) {
            Waiting.pause(PAUSE);
            String now = books();
            quiet = now.equals(state)
                    && openDeliveries() + undecided() + marks() + unconfirmed() + restoring() == 0
                    && missing() + surplus() == 0;
            state = now;
        }
        Verdict first = look();
        if (!first.violations().isEmpty()) {
            return first;
        }
        Waiting.pause(AGAIN);
        return look();
    }

    private Verdict look() {
        SortedMap<String, Long> orphans = new TreeMap<>();
        SortedMap<String, Long> lost = new TreeMap<>();
        SortedMap<String, Long> cut = new TreeMap<>();
        long checked = 0;
        for (Level level : Level.values()) {
            Set<Long> present = ids(level);
            Set<Long> absent = history.expected(level);
            checked += absent.size();
            absent.removeAll(present);
            lost.put(level.table(), (long) absent.size());
        }
        for (Level level : Level.referring()) {
            Set<Long> parents = ids(level.above());
            Map<Long, Long> references = references(level);
            orphans.put(
                    level.table(),
                    references.values().stream()
                            .filter(parent -> !parents.contains(parent))
                            .count());
            cut.put(
                    level.table(),
                    history.references(level).entrySet().stream()
                            .filter(row -> !row.getValue().equals(references.get(row.getKey())))
                            .count());
        }
        SortedMap<String, Long> deliveries = new TreeMap<>();
        SortedMap<String, Long> votes = new TreeMap<>();
        List<String> reasons = new ArrayList<>();
        long republished = 0;
        long silent = 0;
        for (ChaosStack.Site site : stack.sites()) {
            for (String state : site.db().values("SELECT state FROM cascade.delivery")) {
                deliveries.merge(state, 1L, Long::sum);
            }
            for (String state : site.db().values("SELECT state FROM cascade.intent")) {
                votes.merge(state, 1L, Long::sum);
            }
            republished += site.db().number("SELECT coalesce(sum(republished), 0) FROM cascade.delivery");
            silent +=
                    site.db().number("SELECT count(*) FROM cascade.delivery WHERE state = 'failed' AND reason IS NULL");
            reasons.addAll(
                    site.db()
                            .values(
                                    "SELECT DISTINCT reason FROM cascade.delivery WHERE state = 'failed' AND reason IS NOT NULL"));
            reasons.addAll(site.db()
                    .values("SELECT DISTINCT 'dead letter: ' || reason FROM cascade.dead_letter"
                            + " WHERE state = 'open'"));
            if (site.db().number("SELECT count(*) FROM cascade.delivery WHERE " + OPEN) > 0) {
                String stuck = stuck(site);
                reasons.add(site.name() + ": " + stuck);
                silent += stuck.contains("reason") ? 0 : 1;
            }
        }
        return new Verdict(
                orphans,
                lost,
                cut,
                checked,
                missing(),
                surplus(),
                deliveries,
                silent,
                reasons,
                republished,
                votes,
                marks(),
                unconfirmed(),
                restoring(),
                history.count(Outcome.RESTORED),
                history.count(Outcome.UNGUARDED));
    }

    /** What the service itself says of deletions that do not go on. */
    private String stuck(ChaosStack.Site site) {
        URI uri = site.service().url().resolve("/deletions?state=stuck&limit=3");
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "does not answer: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted", e);
        }
    }

    private long openDeliveries() {
        long open = 0;
        for (ChaosStack.Site site : stack.sites()) {
            open += site.db().number("SELECT count(*) FROM cascade.delivery WHERE " + OPEN);
        }
        return open;
    }

    private long undecided() {
        return stack.sites().stream()
                .mapToLong(site -> site.db().number(UNDECIDED))
                .sum();
    }

    /** Keys to which nobody may begin to refer, because a deletion asks for them. */
    private long marks() {
        return Level.referring().stream()
                .filter(level -> level.action() == Level.Action.RESTRICT)
                .mapToLong(level ->
                        db(level).number("SELECT count(*) FROM " + level.replica() + " WHERE intended_by IS NOT NULL"))
                .sum();
    }

    /** Keys that were accepted because rows refer to them, and of which nobody has found out yet whether they exist. */
    private long unconfirmed() {
        return Level.referring().stream()
                .filter(Level::eventual)
                .mapToLong(level -> db(level)
                        .number("SELECT count(*) FROM " + level.replica() + " WHERE provisional_since IS NOT NULL"))
                .sum();
    }

    private long restoring() {
        return stack.sites().stream()
                .mapToLong(site -> site.db().number("SELECT count(*) FROM cascade.restored_event WHERE NOT done"))
                .sum();
    }

    /** Changes whenever a service publishes or applies anything. */
    private String books() {
        StringBuilder books = new StringBuilder();
        for (ChaosStack.Site site : stack.sites()) {
            books.append(
                    site.db()
                            .values(
                                    "SELECT (SELECT last_value FROM cascade.key_version) || ' '"
                                            + " || (SELECT count(*) FROM cascade.inbox) || ' ' || (SELECT count(*) FROM cascade.outbox)"));
        }
        return books.toString();
    }

    private long missing() {
        return difference(
                Level.referring().stream().filter(level -> !level.eventual()).toList(), true);
    }

    private long surplus() {
        return difference(Level.referring(), false);
    }

    private long difference(List<Level> levels, boolean ofParents) {
        long count = 0;
        Set<String> counted = new HashSet<>();
        for (Level level : levels) {
            if (!counted.add(level.replica())) {
                continue;
            }
            Set<Long> parents = ids(level.above());
            Set<Long> keys = db(level).numbers("SELECT id FROM " + level.replica());
            Set<Long> rest = new HashSet<>(ofParents ? parents : keys);
            rest.removeAll(ofParents ? keys : parents);
            count += rest.size();
        }
        return count;
    }

    private Set<Long> ids(Level level) {
        return db(level).numbers("SELECT id FROM " + level.table());
    }

    /** Of the rows that refer to any, by id. */
    private Map<Long, Long> references(Level level) {
        Map<Long, Long> references = new HashMap<>();
        db(level)
                .values("SELECT id || ' ' || " + level.column() + " FROM " + level.table() + " WHERE " + level.column()
                        + " IS NOT NULL")
                .forEach(row -> {
                    int space = row.indexOf(' ');
                    references.put(Long.valueOf(row.substring(0, space)), Long.valueOf(row.substring(space + 1)));
                });
        return references;
    }

    private Db db(Level level) {
        return stack.site(level.service()).db();
    }
}
