/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.pause;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.event.Pause;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher hears of pauses below. It tells the services above, whose deliveries wait for its own; news that it has heard
 * already goes no further, so that this ends where relationships form a cycle.
 */
public final class PauseReports {

    /**
     * For SQL: of each relationship of which a pause was ever reported, whether its deliveries wait for a person while they are {@code
     * pending} or {@code applied}, and since when that is so or not.
     */
    public static final String OF_DELIVERIES = "(SELECT relationship, bool_or(since IS NOT NULL AND direct) AS pending,"
            + " bool_or(since IS NOT NULL AND NOT direct) AS applied, max(changed_at) AS changed_at"
            + " FROM cascade.reported_pause GROUP BY relationship)";

    /** A pause that is not over, as a relationship's publisher sees it. */
    public record Reported(
            String relationship,
            String paused,
            String service,
            boolean direct,
            Instant since,
            @Nullable String reason) {

        /** For a person. */
        public String words() {
            String who =
                    paused.equals(relationship) && direct ? "paused" : "'" + paused + "' of " + service + " is paused";
            return "waiting: " + who + " since " + since + (reason == null ? "" : ": " + reason);
        }
    }

    private final String service;
    private final Contracts contracts;

    public PauseReports(String service, Contracts contracts) {
        this.service = service;
        this.contracts = contracts;
    }

    public void record(DSLContext tx, Pause pause) {
        boolean ours = contracts.publishedBy(service).values().stream()
                .flatMap(List::stream)
                .anyMatch(relationship -> relationship.name().equals(pause.relationship()));
        if (ours && write(tx, pause)) {
            contracts
                    .subscribedBy(service)
                    .forEach(upper ->
                            PauseMessages.send(tx, service, upper.parent().service(), pause.above(upper.name())));
        }
    }

    /** Returns whether it was news. */
    private static boolean write(DSLContext tx, Pause pause) {
        return tx.execute(
                        """
                        INSERT INTO cascade.reported_pause AS p (relationship, paused, service, direct, version, since, reason)
                        VALUES (?, ?, ?, ?, ?, CAST(? AS timestamptz), ?)
                        ON CONFLICT (relationship, paused, direct) DO UPDATE SET service = EXCLUDED.service,
                            version = EXCLUDED.version, since = EXCLUDED.since, reason = EXCLUDED.reason,
                            changed_at = clock_timestamp()
                        WHERE p.version < EXCLUDED.version
                        """,
                        pause.relationship(),
                        pause.paused(),
                        pause.service(),
                        pause.direct(),
                        pause.version(),
                        pause.since() == null ? null : pause.since().toString(),
                        pause.reason())
                > 0;
    }

    /** Those that are not over, the oldest first. */
    public static List<Reported> open(DSLContext dsl) {
        return dsl.fetch(
                        """
                        SELECT relationship, paused, service, direct, since, reason FROM cascade.reported_pause
                        WHERE since IS NOT NULL ORDER BY since, paused, relationship
                        """)
                .map(row -> new Reported(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, Boolean.class),
                        row.get(4, OffsetDateTime.class).toInstant(),
                        row.get(5, String.class)));
    }
}
