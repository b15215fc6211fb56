/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jooq.DSLContext;

/**
 * As many rows of a piece as possible: all together, or one by one where that is refused. A row that belongs to one which does
 * not come back stays too.
 */
final class PartialReturn {

    private static final String WITHOUT = "the rows that they belong to have not come back";

    private final RowReturn rowReturn;
    private final LocalParents parents;
    private final Predicate<RowReturn.Refused> mayPass;
    private final List<Long> returned = new ArrayList<>();
    private final Map<Long, String> refused = new LinkedHashMap<>();
    private final List<Long> waiting = new ArrayList<>();

    /** @param mayPass whether what refuses a row may be over when it is tried again */
    PartialReturn(DSLContext tx, LocalParents parents, Predicate<RowReturn.Refused> mayPass) {
        this.rowReturn = new RowReturn(tx);
        this.parents = parents;
        this.mayPass = mayPass;
    }

    /** Not to be tried. */
    void put(long row, RowReturn.Refused reason) {
        if (mayPass.test(reason)) {
            waiting.add(row);
        } else {
            refused.put(row, reason.reason());
        }
    }

    void bring(List<KeptRow> rows) {
        List<KeptRow> left = free(rows);
        try {
            rowReturn.all(left);
            left.forEach(row -> returned.add(row.id()));
        } catch (RowReturn.Refused together) {
            left.forEach(this::bringAlone);
        }
    }

    private void bringAlone(KeptRow row) {
        if (free(List.of(row)).isEmpty()) {
            return;
        }
        try {
            rowReturn.all(List.of(row));
            returned.add(row.id());
        } catch (RowReturn.Refused alone) {
            put(row.id(), alone);
        }
    }

    /** Those of the rows that belong to none that stays. */
    private List<KeptRow> free(List<KeptRow> rows) {
        List<KeptRow> left = rows.stream()
                .filter(row -> !refused.containsKey(row.id()) && !waiting.contains(row.id()))
                .toList();
        Set<Long> refusedToo = parents.ofRefused(ids(left), refused.keySet());
        refusedToo.forEach(id -> refused.put(id, WITHOUT));
        Set<Long> waitingToo = parents.ofWaiting(ids(left), waiting);
        waitingToo.stream()
                .filter(id -> !refusedToo.contains(id))
                .forEach(id -> put(id, new RowReturn.Refused(WITHOUT, "")));
        return left.stream()
                .filter(row -> !refusedToo.contains(row.id()) && !waitingToo.contains(row.id()))
                .toList();
    }

    private static List<Long> ids(Collection<KeptRow> rows) {
        return rows.stream().map(KeptRow::id).toList();
    }

    List<Long> returned() {
        return returned;
    }

    /** The rows that stay for good, with the reason. */
    Map<Long, String> refused() {
        return refused;
    }
}
