/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.engine.kafka.Records;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jooq.Record;

/** A record as tables keep it: its headers as one JSON object, all else as it came. */
public final class StoredRecord {

    /** What a SELECT begins with, for {@link #read}. */
    public static final String SELECTED =
            "topic, partition, record_offset, record_timestamp, headers::text, record_key, payload";

    static final String COLUMNS = "topic, partition, record_offset, record_timestamp, headers, record_key, payload";
    static final String PLACEHOLDERS =
            "?, CAST(? AS integer), CAST(? AS bigint), CAST(? AS bigint), CAST(? AS jsonb), CAST(? AS bytea), CAST(? AS bytea)";

    private static final ObjectMapper JSON = new ObjectMapper();

    private StoredRecord() {}

    static Object[] values(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode headers = JSON.createObjectNode();
        Records.headers(record).forEach((name, value) -> headers.put(storable(name), storable(value)));
        return new Object[] {
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            headers.toString(),
            record.key(),
            record.value()
        };
    }

    /** Of a row that begins with {@link #SELECTED}. */
    public static ConsumerRecord<byte[], byte[]> read(Record row) {
        RecordHeaders headers = new RecordHeaders();
        headers(row.get(4, String.class)).forEach((name, value) -> headers.add(name, bytes(value)));
        return new ConsumerRecord<>(
                row.get(0, String.class),
                row.get(1, Integer.class),
                row.get(2, Long.class),
                row.get(3, Long.class),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                row.get(5, byte[].class),
                row.get(6, byte[].class),
                headers,
                Optional.empty());
    }

    static Map<String, String> headers(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the headers of a kept record are no object of strings", e);
        }
    }

    /** PostgreSQL's text cannot hold the character zero. */
    static String storable(String text) {
        return text.replace('\0', '\ufffd');
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
