/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads {@code cascade.dead_letter}. */
public final class DeadLetterStore implements DeadLetters {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SELECT =
            "SELECT id, created_at, topic, partition, record_offset, headers::text, record_key, payload, reason, sql_state"
                    + " FROM cascade.dead_letter ";

    private final DSLContext dsl;

    public DeadLetterStore(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public List<DeadLetter> newest(int limit) {
        return dsl.fetch(SELECT + "ORDER BY id DESC LIMIT ?", limit).map(DeadLetterStore::read);
    }

    @Override
    public Optional<DeadLetter> find(long id) {
        return dsl.fetchOptional(SELECT + "WHERE id = ?", id).map(DeadLetterStore::read);
    }

    @Override
    public long count() {
        return dsl.fetchSingle("SELECT count(*) FROM cascade.dead_letter").get(0, Long.class);
    }

    private static DeadLetter read(Record row) {
        String payload = text(row.get(7, byte[].class));
        return new DeadLetter(
                row.get(0, Long.class),
                row.get(1, OffsetDateTime.class).toInstant(),
                row.get(2, String.class),
                row.get(3, Integer.class),
                row.get(4, Long.class),
                headers(row.get(5, String.class)),
                text(row.get(6, byte[].class)),
                payload == null ? "" : payload,
                row.get(8, String.class),
                row.get(9, String.class));
    }

    private static Map<String, String> headers(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cascade.dead_letter.headers is no object of strings", e);
        }
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
