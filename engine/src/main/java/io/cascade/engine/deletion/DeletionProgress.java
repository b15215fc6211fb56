/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import io.cascade.engine.deletion.Deletion.Progress;
import io.cascade.engine.deletion.Deletion.RelationshipProgress;
import io.cascade.engine.deletion.Deletion.State;
import io.cascade.engine.pause.PauseReports.Reported;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** How far the relationships of a deletion have come, by {@code cascade.delivery}. */
final class DeletionProgress {

    private final DSLContext dsl;

    DeletionProgress(DSLContext dsl) {
        this.dsl = dsl;
    }

    List<RelationshipProgress> of(UUID deletion, Instant createdAt) {
        return dsl.fetch(
                        """
                        SELECT relationship, sum(keys) AS keys, count(*) AS events,
                               count(*) FILTER (WHERE state IN ('applied', 'settled')) AS applied,
                               count(*) FILTER (WHERE state = 'settled') AS settled,
                               count(*) FILTER (WHERE state = 'failed') AS failed,
                               count(*) FILTER (WHERE state = 'discarded') AS discarded,
                               sum(rows) AS rows, sum(rows_below) AS rows_below, max(applied_at) AS applied_at,
                               max(settled_at) AS settled_at, max(reported_at) AS reported_at,
                               min(reason) FILTER (WHERE state <> 'settled') AS reason
                        FROM cascade.delivery WHERE deletion_id = ? GROUP BY relationship ORDER BY relationship
                        """,
                        deletion)
                .map(row -> progress(row, createdAt));
    }

    /** Says of those that wait for a person why they do. */
    static List<RelationshipProgress> waiting(List<RelationshipProgress> relationships, List<Reported> pauses) {
        return relationships.stream()
                .map(progress -> pauses.stream()
                        .filter(pause -> pause.relationship().equals(progress.name())
                                && progress.state() == (pause.direct() ? Progress.RUNNING : Progress.APPLIED))
                        .findFirst()
                        .map(pause -> progress.because(pause.words()))
                        .orElse(progress))
                .toList();
    }

    static State state(List<RelationshipProgress> relationships) {
        if (relationships.stream().anyMatch(progress -> progress.state() == Progress.FAILED)) {
            return State.FAILED;
        }
        return relationships.stream().allMatch(progress -> progress.state() == Progress.SETTLED)
                ? State.SETTLED
                : State.RUNNING;
    }

    static @Nullable String reason(List<RelationshipProgress> relationships) {
        return relationships.stream()
                .filter(progress -> progress.reason() != null)
                .map(progress -> progress.name() + ": " + progress.reason())
                .findFirst()
                .orElse(null);
    }

    /** Null until all have. */
    static @Nullable Instant settledAt(List<RelationshipProgress> relationships) {
        return relationships.stream().allMatch(progress -> progress.settledAt() != null)
                ? relationships.stream()
                        .map(RelationshipProgress::settledAt)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null)
                : null;
    }

    private static RelationshipProgress progress(Record row, Instant createdAt) {
        long events = row.get("events", Long.class);
        long settled = row.get("settled", Long.class);
        long discarded = row.get("discarded", Long.class);
        Instant reported = instant(row, "reported_at");
        return new RelationshipProgress(
                row.get("relationship", String.class),
                state(row),
                row.get("keys", Long.class),
                events,
                row.get("applied", Long.class),
                settled,
                row.get("failed", Long.class),
                discarded,
                row.get("rows", Long.class),
                row.get("rows_below", Long.class),
                instant(row, "applied_at"),
                settled + discarded == events ? instant(row, "settled_at") : null,
                reported == null ? null : Duration.between(createdAt, reported),
                row.get("reason", String.class));
    }

    /** A reason is there as long as something is wrong. */
    private static Progress state(Record row) {
        long events = row.get("events", Long.class);
        if (row.get("reason", String.class) != null) {
            return Progress.FAILED;
        }
        if (row.get("settled", Long.class) == events) {
            return Progress.SETTLED;
        }
        return row.get("applied", Long.class) == events ? Progress.APPLIED : Progress.RUNNING;
    }

    private static @Nullable Instant instant(Record row, String column) {
        OffsetDateTime time = row.get(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
