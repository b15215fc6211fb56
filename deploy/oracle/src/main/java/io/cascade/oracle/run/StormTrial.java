/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Edge;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Round;
import io.cascade.oracle.history.Storm;
import io.cascade.oracle.run.Answer.Refused;
import io.cascade.oracle.run.Mismatch.Kind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Concurrent writes on the same keys. PostgreSQL cannot replay an order that nobody knows, and distribution may decide
 * differently who came first: an insert is refused where PostgreSQL would have waited for the parent's transaction, or is
 * accepted and deleted a moment later. So the judge is what must hold in every order, once all is quiet:
 *
 * <ul>
 *   <li>no orphan: every complete reference names a key that is there;
 *   <li>no row gone whose parents all lived: the lasting rows are all there, unchanged;
 *   <li>every refusal has a reason that concurrency can give: a key that is gone or taken, a key change or a guarded delete, a
 *       deletion of the same rows that is being decided, or one that could not be decided in time.
 * </ul>
 */
final class StormTrial {

    /**
     * 23503 gone, 23505 taken, 23001 guarded or a changed key, 55P03 a deletion is being decided, 57014 not decided in time;
     * by REST 409, or 503 while nobody knows.
     */
    private static final Set<String> REASONS = Set.of("23503", "23505", "23001", "55P03", "57014", "409", "503");

    private final Trial trial;
    private final Storm storm;
    private final Queue<String> strange = new ConcurrentLinkedQueue<>();
    private final Map<Table, List<String>> lasting = new LinkedHashMap<>();

    StormTrial(Trial trial) {
        this.trial = trial;
        this.storm = trial.subject().storm();
    }

    int lastingRounds() {
        return storm.lasting().size();
    }

    boolean insertLasting(int round) {
        if (round < storm.lasting().size()) {
            Round rows = storm.lasting().get(round);
            rows.operations().forEach(operation -> trial.system().execute(operation).stream()
                    .filter(Refused.class::isInstance)
                    .forEach(answer -> strange.add(answer + " for a row that must last: " + operation.script())));
            Table table = rows.operations().get(0).tables().get(0);
            lasting.put(table, lastingRows(table));
        }
        return true;
    }

    List<Callable<Boolean>> writers() {
        return storm.writers().stream()
                .<Callable<Boolean>>map(writer -> () -> {
                    writer.forEach(this::write);
                    return true;
                })
                .toList();
    }

    private void write(Operation operation) {
        trial.system().execute(operation).forEach(answer -> {
            if (answer instanceof Refused refused && !REASONS.contains(refused.sqlState())) {
                strange.add(refused + " for " + operation.script());
            }
        });
    }

    boolean check(int place) {
        strange.stream().findFirst().ifPresent(answer -> trial.fail(place, Kind.STORM, answer));
        lasting.forEach((table, before) -> {
            List<String> after = lastingRows(table);
            if (!after.equals(before)) {
                trial.fail(
                        place,
                        Kind.STORM,
                        "of the rows of " + table.name() + " that must last, " + before + ", there are " + after);
            }
        });
        if (!storm.writers().isEmpty()) {
            trial.subject().graph().relationships().forEach(edge -> orphans(edge, place));
        }
        return true;
    }

    private void orphans(Edge edge, int place) {
        Set<String> orphans = new HashSet<>(keys(edge.child(), edge.columns()));
        keys(edge.parent(), edge.target().columns()).forEach(orphans::remove);
        if (!orphans.isEmpty()) {
            trial.fail(place, Kind.STORM, "by " + edge.name() + " rows refer to what is not there: " + orphans);
        }
    }

    private List<String> keys(Table table, List<String> columns) {
        return trial.system()
                .select(
                        table,
                        "ROW(" + String.join(", ", columns) + ")",
                        columns.stream().map(column -> column + " IS NOT NULL").collect(Collectors.joining(" AND ")));
    }

    private List<String> lastingRows(Table table) {
        String condition = Storm.LASTING.stream().map(table::where).collect(Collectors.joining(") OR (", "(", ")"));
        return trial.system().select(table, table.row(), condition);
    }
}
