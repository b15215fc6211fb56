/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What clients know that they have done. A statement whose outcome the client does not know, because the server went away
 * before its answer, proves nothing: such an insert is not in here, and such a delete excuses the absence of its rows.
 */
final class History {

    /** What clients have seen of their statements. */
    enum Outcome {
        INSERTED,
        DELETED,
        /** Deletions that were taken back, with all that they took along. */
        RESTORED,
        /** By a constraint, because the parent was not there, or not any more. */
        REFUSED,
        UNKNOWN,
        /** A delete that others have to consent to and have not been asked about: a guard that has failed. */
        UNGUARDED
    }

    private final Map<Level, Map<Long, Row>> rows = new EnumMap<>(Level.class);
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);

    History() {
        List.of(Level.values()).forEach(level -> rows.put(level, new ConcurrentHashMap<>()));
        List.of(Outcome.values()).forEach(outcome -> outcomes.put(outcome, new LongAdder()));
    }

    /** Its insert has been committed. */
    void inserted(Row row) {
        of(row.level()).put(row.id(), row);
        count(Outcome.INSERTED, 1);
    }

    /** It has to be there again. */
    void back(Row row) {
        of(row.level()).put(row.id(), row);
    }

    void count(Outcome outcome, long rows) {
        outcomes.get(outcome).add(rows);
    }

    long count(Outcome outcome) {
        return outcomes.get(outcome).sum();
    }

    /** The rows that have to be there, by id, as of now. */
    Set<Long> expected(Level level) {
        return of(level).values().stream().filter(Row::mustExist).map(Row::id).collect(Collectors.toSet());
    }

    /** Of the rows that have to be there and refer to others that have to be, by id, the keys of those. */
    Map<Long, Long> references(Level level) {
        Map<Long, Long> references = new HashMap<>();
        of(level).values().forEach(row -> {
            Long reference = row.reference();
            if (reference != null) {
                references.put(row.id(), reference);
            }
        });
        return references;
    }

    /** What clients have inserted until now; of what may come back after a delete, what certainly is there. */
    Set<Row> present(Level level) {
        return of(level).values().stream()
                .filter(row -> !level.comesBack() || row.mustExist())
                .collect(Collectors.toSet());
    }

    /** The table is as it was then: rows that have come since need not be there. */
    void setBack(Level level, Set<Row> then) {
        of(level).values().stream().filter(row -> !then.contains(row)).forEach(Row::setBack);
    }

    /** Forgets rows that need not exist. */
    void prune() {
        rows.values().stream().map(Map::values).forEach(History::prune);
    }

    private static void prune(Collection<Row> level) {
        level.removeIf(row -> !row.mustExist());
    }

    private Map<Long, Row> of(Level level) {
        return rows.get(level);
    }
}
