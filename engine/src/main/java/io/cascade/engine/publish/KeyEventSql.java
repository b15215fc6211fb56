/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.cascade.contracts.KeyColumn;
import io.cascade.contracts.KeyType;
import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Propagation;
import io.cascade.contracts.Topics;
import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.sql.KeyHash;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.List;

/**
 * The SQL that turns keys into outbox rows: grouped by bucket, so that all events of a key share a partition, and cut into
 * chunks, so that a bulk delete is a few large events. One event a row moves some fifty times fewer keys a second.
 */
final class KeyEventSql {

    static final int BUCKETS = KeyHash.BUCKETS;

    /** Keys an event carries at most: more gain little and make a transaction of the subscriber long. */
    static final int CHUNK_KEYS = 1000;

    /** Bytes of text keys an event carries about at most: Kafka's default limit for a record is 1 MiB. */
    static final int CHUNK_BYTES = 256 * 1024;

    private final ParentTable parent;
    private final List<String> relationships;

    KeyEventSql(ParentTable parent, List<String> relationships) {
        this.parent = parent;
        this.relationships = relationships;
    }

    /**
     * The body of the insert trigger's function. Where the transaction has deleted too, a trigger of the table may have
     * deleted some of the rows again, which were published before these then.
     */
    String created(String rows) {
        return """
                BEGIN
                PERFORM set_config('cascade.created', 'yes', true);
                IF current_setting('cascade.deleted', true) = 'yes' THEN
                %s;
                ELSE
                %s;
                END IF;
                RETURN NULL;
                END"""
                .formatted(insertCreated(alive(rows)), insertCreated(rows));
    }

    /** An INSERT of keys.created events for the rows of the relation. */
    String insertCreated(String rows) {
        return insert(type(EventType.KEYS_CREATED), rows, "NULL::uuid", "");
    }

    /**
     * The body of the delete trigger's function: events and the deliveries that they owe. Where the transaction has inserted
     * too, a trigger of the table may have put keys back, whose own events came before then: they are published again.
     */
    String deleted(String rows) {
        return deleted(rows, "");
    }

    /** @param guard PL/pgSQL that comes first: it may refuse the delete, or return instead of publishing it */
    String deleted(String rows, String guard) {
        return """
                DECLARE
                cascade_deletion uuid;
                cascade_trial uuid;
                cascade_propagation text;
                cascade_unkept text := '';
                BEGIN
                IF NOT EXISTS (SELECT FROM %s) THEN RETURN NULL; END IF;
                %scascade_deletion := cascade.current_deletion();
                cascade_propagation := cascade.current_propagation(cascade_deletion);
                IF NOT cascade.current_retain(cascade_deletion) THEN cascade_unkept := ',"retain":false'; END IF;
                PERFORM set_config('cascade.deleted', 'yes', true);
                WITH events AS (
                %s
                RETURNING id, subject, keys, record_key)
                INSERT INTO cascade.delivery (event_id, relationship, deletion_id, subject, keys, record_key)
                SELECT events.id, relationship.name, cascade_deletion, events.subject, events.keys, events.record_key
                FROM events CROSS JOIN unnest(ARRAY[%s]) AS relationship (name);
                IF current_setting('cascade.created', true) = 'yes' THEN
                %s;
                END IF;
                RETURN NULL;
                END"""
                .formatted(
                        rows,
                        guard,
                        insert(
                                "CASE cascade_propagation WHEN " + Sql.literal(Propagation.ORPHAN.id()) + " THEN "
                                        + type(EventType.KEYS_ORPHANED) + " ELSE " + type(EventType.KEYS_DELETED)
                                        + " END",
                                rows,
                                "cascade_deletion",
                                ",\"deletion\":\"' || cascade_deletion || '\"' || cascade_unkept || '"),
                        Sql.list(relationships, Sql::literal),
                        insertCreated(alive(rows)));
    }

    /** An INSERT of one keys.backfilled event a bucket; takes the request as its binding. */
    String insertBackfilled() {
        return "INSERT INTO cascade.outbox (topic, record_key, type, source, subject, payload) SELECT "
                + envelope(type(EventType.KEYS_BACKFILLED), RecordKeys.of("bucket")) + ", "
                + Sql.literal("{" + head() + ",\"request\":\"") + " || CAST(? AS text) || "
                + Sql.literal("\",\"bucket\":") + " || bucket || "
                + Sql.literal(",\"buckets\":" + BUCKETS + "}")
                + " FROM generate_series(0, " + (BUCKETS - 1) + ") AS bucket";
    }

    /** An INSERT of what a trial would ask; for the relationships that have a vote. */
    String insertIntended(String keyOf, String rows) {
        return "INSERT INTO cascade.trial_event (key_of, topic, record_key, source, subject, relationships, keys, payload)\n"
                + "SELECT " + Sql.literal(keyOf) + ", " + address(RecordKeys.of("bucket")) + ", " + origin()
                + ", ARRAY["
                + Sql.list(relationships, Sql::literal) + "], count(*),\n"
                + payload(",\"deletion\":\"' || cascade_trial || '\",\"propagation\":\"' || cascade_propagation || '\"")
                + chunks(rows);
    }

    private String insert(String type, String rows, String deletion, String extra) {
        return "INSERT INTO cascade.outbox (topic, record_key, type, source, subject, deletion_id, keys, payload)\n"
                + "SELECT " + envelope(type, RecordKeys.of("bucket")) + ", " + deletion + ", count(*),\n"
                + payload(extra)
                + chunks(rows);
    }

    private String payload(String extra) {
        return "'{" + head().replace("'", "''") + extra
                + ",\"version\":' || nextval('cascade.key_version') || ',\"keys\":{"
                + Sql.list(parent.key(), ",", this::values) + "}}'\n";
    }

    private String chunks(String rows) {
        return "FROM (" + chunked(rows) + ") AS chunked GROUP BY bucket, chunk" + (sized() ? ", part" : "");
    }

    /** Those of the rows whose keys are in the table now: triggers run after the whole statement, nested ones before. */
    private String alive(String rows) {
        KeySql key = new KeySql(parent.key());
        return "(SELECT " + KeySql.columns("a", key.names()) + " FROM " + rows + " AS a WHERE EXISTS (SELECT FROM "
                + Sql.quote(parent.table()) + " AS t WHERE " + key.equal("t", "a") + "))";
    }

    private static String type(EventType type) {
        return Sql.literal(type.cloudEventsType());
    }

    private String envelope(String type, String recordKey) {
        return address(recordKey) + ", " + type + ", " + origin();
    }

    private String address(String recordKey) {
        return Sql.literal(Topics.keys(parent.service(), parent.table())) + ", " + recordKey;
    }

    private String origin() {
        return Sql.literal(CloudEventHeaders.sourceOf(parent.service())) + ", "
                + Sql.literal(parent.table().toString());
    }

    private String head() {
        return "\"table\":" + json(parent.table().toString()) + ",\"relationships\":["
                + Sql.list(relationships, ",", KeyEventSql::json) + "]";
    }

    private String chunked(String rows) {
        String window = "(PARTITION BY bucket ROWS UNBOUNDED PRECEDING)";
        String columns = new KeySql(parent.key()).columns();
        return "SELECT " + columns + ", bucket, (row_number() OVER " + window + " - 1) / " + CHUNK_KEYS + " AS chunk"
                + (sized() ? ", sum(" + octets() + ") OVER " + window + " / " + CHUNK_BYTES + " AS part" : "")
                + " FROM (SELECT " + columns + ", " + bucket() + " AS bucket FROM " + rows + " AS r WHERE "
                + KeySql.notNull("r", parent.keyColumns()) + ") AS keyed";
    }

    private String bucket() {
        return new KeyHash(parent.key()).hash() + " & " + (BUCKETS - 1);
    }

    private boolean sized() {
        return parent.key().stream().anyMatch(KeyEventSql::unbounded);
    }

    /** Whole division of bigint, so that equal parts are equal numbers. */
    private String octets() {
        return "("
                + Sql.list(
                        parent.key().stream().filter(KeyEventSql::unbounded).toList(),
                        " + ",
                        column -> "octet_length(" + Sql.quote(column.name()) + "::text)")
                + ")";
    }

    private String values(KeyColumn column) {
        String quoted = Sql.quote(column.name());
        String value = column.type().integral() ? quoted + "::text" : "to_json(" + quoted + "::text)::text";
        return json(column.name()).replace("'", "''") + ":[' || string_agg(" + value + ", ',') || ']";
    }

    private static boolean unbounded(KeyColumn column) {
        return column.type() == KeyType.TEXT || column.type() == KeyType.VARCHAR;
    }

    private static String json(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
