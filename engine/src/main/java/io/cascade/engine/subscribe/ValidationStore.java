/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.drift.Validation;
import io.cascade.engine.drift.Validations.DifferingKey;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeyHash;
import io.cascade.engine.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What was found, where every instance of the service sees it. */
final class ValidationStore {

    /** A bucket whose turn it is. */
    record Turn(String relationship, long bucket) {}

    /** An instance that is silent for so long is gone. */
    private static final Duration SILENT = Duration.ofSeconds(60);

    private static final int KEPT_KEYS = 1000;

    private final DSLContext dsl;

    ValidationStore(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** Begins a new one; empty when one is under way. */
    Optional<UUID> begin(String relationship, boolean repair) {
        UUID id = UUID.randomUUID();
        return dsl
                .fetch(
                        """
                        INSERT INTO cascade.validation AS v (relationship, id, state, repair, phase)
                        VALUES (?, ?, 'running', ?, 'waiting to begin')
                        ON CONFLICT (relationship) DO UPDATE SET id = EXCLUDED.id, state = EXCLUDED.state,
                            repair = EXCLUDED.repair, phase = EXCLUDED.phase, started_at = EXCLUDED.started_at,
                            beat_at = EXCLUDED.beat_at, ended_at = NULL, proven_at = NULL, proven_lsn = NULL, compared = 0,
                            missing = 0, surplus = 0, orphans = 0, waiting = 0, undecided = 0, repaired = 0,
                            complete = true, reason = NULL
                        WHERE v.state <> 'running'
                            OR v.beat_at NOT BETWEEN clock_timestamp() - CAST(? AS interval) AND clock_timestamp() + interval '1 min'
                        RETURNING id
                        """,
                        relationship,
                        id,
                        repair,
                        SILENT.toMillis() + " ms")
                .stream()
                .map(row -> row.get(0, UUID.class))
                .findFirst();
    }

    void beat(UUID id) {
        dsl.execute("UPDATE cascade.validation SET beat_at = clock_timestamp() WHERE id = ?", id);
    }

    void phase(UUID id, String phase) {
        dsl.execute("UPDATE cascade.validation SET phase = ?, beat_at = clock_timestamp() WHERE id = ?", phase, id);
    }

    void proven(UUID id, String relationship, DriftSearch.Found found, DriftProof.Proven proven, long orphans) {
        Instant at = proven.at() == null ? found.at() : proven.at();
        String lsn = proven.lsn() == null ? found.lsn() : proven.lsn();
        dsl.transaction(configuration -> {
            DSLContext tx = configuration.dsl();
            tx.execute(
                    """
                    UPDATE cascade.validation SET compared = ?, missing = ?, surplus = ?, orphans = ?, waiting = ?,
                        undecided = ?, complete = ?, proven_at = CAST(? AS timestamptz), proven_lsn = ?,
                        beat_at = clock_timestamp()
                    WHERE id = ?
                    """,
                    found.compared(),
                    proven.missing().size(),
                    proven.surplus().size(),
                    orphans,
                    proven.waiting(),
                    proven.undecided(),
                    found.complete(),
                    at.toString(),
                    lsn,
                    id);
            tx.execute("DELETE FROM cascade.validation_key WHERE relationship = ?", relationship);
            keep(tx, relationship, "missing", proven.missing());
            keep(tx, relationship, "surplus", proven.surplus());
        });
    }

    private static void keep(DSLContext tx, String relationship, String kind, KeyBatch keys) {
        List<String> names = IntStream.range(0, keys.columns().size())
                .mapToObj(column -> "c" + column)
                .toList();
        tx.execute(
                "INSERT INTO cascade.validation_key (key, relationship, kind) SELECT ARRAY[" + String.join(", ", names)
                        + "], r, k FROM unnest(" + Sql.list(names, name -> "CAST(? AS text[])") + ") AS keys ("
                        + String.join(", ", names) + "), (VALUES (CAST(? AS text), CAST(? AS text))) AS named (r, k)",
                keys.slice(0, Math.min(keys.size(), KEPT_KEYS)).bindings(relationship, kind));
    }

    void repaired(UUID id, int more) {
        dsl.execute(
                "UPDATE cascade.validation SET repaired = repaired + ?, beat_at = clock_timestamp() WHERE id = ?",
                more,
                id);
    }

    void end(UUID id, Validation.State state, String phase, @Nullable String reason) {
        dsl.execute(
                """
                UPDATE cascade.validation SET state = ?, phase = ?, reason = ?, ended_at = clock_timestamp()
                WHERE id = ? AND state = 'running'
                """,
                state.name().toLowerCase(Locale.ROOT),
                phase,
                reason,
                id);
    }

    Optional<Validation> find(String relationship) {
        return dsl
                .fetch(
                        """
                        SELECT *, beat_at NOT BETWEEN clock_timestamp() - CAST(? AS interval) AND clock_timestamp() + interval '1 min'
                            AS silent
                        FROM cascade.validation WHERE relationship = ?
                        """,
                        SILENT.toMillis() + " ms",
                        relationship)
                .stream()
                .map(ValidationStore::validation)
                .findFirst();
    }

    List<DifferingKey> keys(String relationship) {
        return dsl.fetch("SELECT kind, key FROM cascade.validation_key WHERE relationship = ?", relationship)
                .map(row -> new DifferingKey(row.get(0, String.class), List.of(row.get(1, String[].class))));
    }

    private static Validation validation(Record row) {
        String state = row.get("state", String.class);
        boolean lost = state.equals("running") && row.get("silent", Boolean.class);
        return new Validation(
                row.get("id", UUID.class),
                row.get("relationship", String.class),
                lost ? Validation.State.UNANSWERED : Validation.State.valueOf(state.toUpperCase(Locale.ROOT)),
                row.get("repair", Boolean.class),
                row.get("phase", String.class),
                row.get("started_at", OffsetDateTime.class).toInstant(),
                instant(row, lost ? "beat_at" : "ended_at"),
                instant(row, "proven_at"),
                row.get("proven_lsn", String.class),
                row.get("compared", Long.class),
                row.get("missing", Long.class),
                row.get("surplus", Long.class),
                row.get("orphans", Long.class),
                row.get("waiting", Long.class),
                row.get("undecided", Long.class),
                row.get("repaired", Long.class),
                row.get("complete", Boolean.class),
                lost ? "the instance that was at it is gone" : row.get("reason", String.class));
    }

    private static @Nullable Instant instant(Record row, String column) {
        OffsetDateTime at = row.get(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** Where nothing is compared any more, what was found long ago is no news. */
    void forgetBuckets() {
        dsl.execute("DELETE FROM cascade.validated_bucket");
    }

    /** Gives every relationship its buckets. */
    void register(Collection<String> relationships) {
        dsl.execute(
                """
                INSERT INTO cascade.validated_bucket (relationship, bucket)
                SELECT name, bucket FROM unnest(CAST(? AS text[])) AS name, generate_series(0, ?) AS bucket
                ON CONFLICT DO NOTHING
                """,
                relationships.toArray(String[]::new),
                KeyHash.BUCKETS - 1);
    }

    /**
     * Takes on the bucket whose turn it is; empty when none is due, or another instance is at one of the relationship. What was
     * noted while the server's clock was ahead counts as long ago.
     */
    Optional<Turn> takeTurn(String relationship, Duration every) {
        return dsl
                .fetch(
                        """
                        UPDATE cascade.validated_bucket AS b SET claimed_at = clock_timestamp()
                        FROM (SELECT relationship, bucket FROM cascade.validated_bucket AS o WHERE relationship = ?
                            AND claimed_at NOT BETWEEN clock_timestamp() - CAST(? AS interval) AND clock_timestamp()
                            AND NOT EXISTS (SELECT FROM cascade.validated_bucket AS r WHERE r.relationship = o.relationship
                                AND r.claimed_at BETWEEN clock_timestamp() - CAST(? AS interval) AND clock_timestamp())
                            ORDER BY claimed_at <= clock_timestamp(), claimed_at, bucket LIMIT 1
                            FOR UPDATE SKIP LOCKED) AS due
                        WHERE b.relationship = due.relationship AND b.bucket = due.bucket
                        RETURNING b.relationship, b.bucket
                        """,
                        relationship,
                        every.toMillis() * 9 / 10 + " ms",
                        every.toMillis() / KeyHash.BUCKETS / 2 + " ms")
                .stream()
                .map(row -> new Turn(row.get(0, String.class), row.get(1, Long.class)))
                .findFirst();
    }

    /** Notes what was found of some buckets; what is of all of them is noted with the first. */
    void noted(
            String relationship, List<Long> buckets, DriftSearch.Found found, DriftProof.Proven proven, long orphans) {
        Instant at = proven.at() == null ? found.at() : proven.at();
        boolean first = buckets.contains(0L);
        List<Object> bindings = new ArrayList<>(List.of(at.toString()));
        bindings.add(buckets.get(0));
        bindings.add(proven.missing().size());
        bindings.add(buckets.get(0));
        bindings.add(proven.surplus().size());
        bindings.add(first ? orphans : null);
        bindings.add(relationship);
        bindings.add(buckets.toArray(Long[]::new));
        dsl.execute(
                """
                UPDATE cascade.validated_bucket SET proven_at = CAST(? AS timestamptz),
                    missing = CASE WHEN bucket = ? THEN ? ELSE 0 END, surplus = CASE WHEN bucket = ? THEN ? ELSE 0 END,
                    orphans = CASE WHEN bucket = 0 THEN coalesce(CAST(? AS bigint), orphans) ELSE 0 END
                WHERE relationship = ? AND bucket = ANY (CAST(? AS bigint[]))
                """,
                bindings.toArray());
    }

    /** Notes that so many of what was found are mended. */
    void mended(String relationship, List<Long> buckets, int keys) {
        dsl.execute(
                """
                UPDATE cascade.validated_bucket SET surplus = greatest(0, surplus - greatest(0, CAST(? AS bigint) - missing)),
                    missing = greatest(0, missing - CAST(? AS bigint))
                WHERE relationship = ? AND bucket = ?
                """,
                keys,
                keys,
                relationship,
                buckets.get(0));
    }

    static List<Long> allBuckets() {
        return LongStream.range(0, KeyHash.BUCKETS).boxed().toList();
    }
}
