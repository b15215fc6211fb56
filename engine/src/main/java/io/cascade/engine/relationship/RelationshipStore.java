/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.relationship;

import io.cascade.contracts.Check;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.brake.Strain;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The contracts' relationships with the state in {@code cascade.relationship}. */
public final class RelationshipStore implements Relationships {

    private final DSLContext dsl;
    private final String service;
    private final Contracts contracts;
    private final ToLongFunction<Relationship> provisional;
    private final Supplier<Set<Strain>> strains;
    private final ActivityQuery activity;

    /**
     * @param provisional how many keys of a relationship's parent table wait to be confirmed here
     * @param strains from what the database suffers
     */
    public RelationshipStore(
            DSLContext dsl,
            String service,
            Contracts contracts,
            ToLongFunction<Relationship> provisional,
            Supplier<Set<Strain>> strains) {
        this.provisional = provisional;
        this.strains = strains;
        this.dsl = dsl;
        this.service = service;
        this.contracts = contracts;
        this.activity = new ActivityQuery(dsl, service, contracts);
    }

    @Override
    public List<RelationshipStatus> all() {
        List<RelationshipStatus> statuses = new ArrayList<>();
        for (Relationship relationship : contracts.relationships()) {
            if (relationship.parent().service().equals(service)) {
                statuses.add(status(relationship, RelationshipStatus.Role.PUBLISHER));
            }
            if (relationship.child().service().equals(service)) {
                statuses.add(status(relationship, RelationshipStatus.Role.SUBSCRIBER));
            }
        }
        return statuses;
    }

    @Override
    public Map<String, RelationshipActivity> activity() {
        return activity.published();
    }

    @Override
    public Map<String, Long> deadLetters() {
        return activity.deadLetters();
    }

    private RelationshipStatus status(Relationship relationship, RelationshipStatus.Role role) {
        Record row = dsl.fetchOne(
                "SELECT r.state, r.orphans, cardinality(r.buckets), r.bucket_count, coalesce(r.paused_since, p.since),"
                        + " CASE WHEN r.paused_since IS NULL THEN p.reason ELSE r.pause_reason END"
                        + " FROM cascade.relationship AS r LEFT JOIN cascade.reported_pause AS p ON r.role = 'publisher'"
                        + " AND p.relationship = r.name AND p.paused = r.name AND p.direct"
                        + " WHERE r.name = ? AND r.role = ?",
                relationship.name(),
                role.name().toLowerCase(Locale.ROOT));
        if (row == null) {
            return new RelationshipStatus(
                    relationship,
                    role,
                    RelationshipStatus.State.BACKFILLING,
                    null,
                    "not installed yet",
                    null,
                    Set.of());
        }
        RelationshipStatus.State state = state(row.get(0, String.class));
        Long orphans = row.get(1, Long.class);
        boolean eventual = role == RelationshipStatus.Role.SUBSCRIBER && relationship.check() == Check.EVENTUAL;
        return new RelationshipStatus(
                relationship,
                role,
                state,
                orphans,
                eventual ? eventualDetail(relationship, state, row) : detail(role, state, row),
                pause(row),
                role == RelationshipStatus.Role.SUBSCRIBER ? strains.get() : Set.of());
    }

    private static RelationshipStatus.@Nullable Pause pause(Record row) {
        OffsetDateTime since = row.get(4, OffsetDateTime.class);
        return since == null ? null : new RelationshipStatus.Pause(since.toInstant(), row.get(5, String.class));
    }

    private @Nullable String eventualDetail(Relationship relationship, RelationshipStatus.State state, Record row) {
        long keys = provisional.applyAsLong(relationship);
        String waiting = keys + " keys wait to be confirmed by "
                + relationship.parent().service() + "; until then their children stay.";
        return switch (state) {
            case ENFORCED -> keys == 0 ? null : waiting;
            case ORPHANS ->
                row.get(1, Long.class) + " rows refer to parents that do not exist and stay. Delete or mend them; their"
                        + " keys are asked for again every few minutes." + (keys == 0 ? "" : " " + waiting);
            case BACKFILLING -> "What existing rows refer to is being looked up. " + waiting;
        };
    }

    private static RelationshipStatus.State state(String stored) {
        return stored.equals("observing")
                ? RelationshipStatus.State.BACKFILLING
                : RelationshipStatus.State.valueOf(stored.toUpperCase(Locale.ROOT));
    }

    private static @Nullable String detail(RelationshipStatus.Role role, RelationshipStatus.State state, Record row) {
        return switch (state) {
            case ENFORCED -> null;
            case ORPHANS ->
                row.get(1, Long.class)
                        + " rows refer to parents that do not exist; new rows are checked. Delete or mend"
                        + " them; they are looked for again every few minutes and at start.";
            case BACKFILLING ->
                role == RelationshipStatus.Role.PUBLISHER
                        ? "existing keys are being published"
                        : "existing keys of the parent are arriving: " + row.get(2, Integer.class) + " of "
                                + (row.get(3, Integer.class) == null ? "?" : row.get(3, Integer.class)) + " buckets";
        };
    }
}
