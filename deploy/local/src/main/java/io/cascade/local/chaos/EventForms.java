/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Events as releases before and after this one write them. What they mean is the same. */
final class EventForms {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Which have come since the first release that wrote events, and may be missing. */
    private static final List<String> NEW_FIELDS = List.of("redelivery", "retain", "propagation");

    private static final Set<String> NEW_HEADERS = Set.of("traceparent");

    /** Without which an event is none; others are for people and tools. */
    private static final List<String> DECIDING_HEADERS = List.of("ce_id", "ce_type", "ce_time");

    private EventForms() {}

    /** Without all that the first release did not have. */
    static ConsumerRecord<byte[], byte[]> earliest(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = new RecordHeaders();
        record.headers().forEach(header -> {
            if (!NEW_HEADERS.contains(header.key())) {
                headers.add(header);
            }
        });
        return payload(record)
                .filter(EventForms::isOfTheFirstRelease)
                .map(payload -> with(record, payload, changed -> changed.remove(NEW_FIELDS), headers))
                .orElse(record);
    }

    /** With fields and headers that this release does not know. */
    static ConsumerRecord<byte[], byte[]> later(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = new RecordHeaders(record.headers());
        headers.add("ce_unknown", new byte[] {'1'});
        return payload(record)
                .map(payload -> with(
                        record,
                        payload,
                        changed -> changed.put("unknown", true)
                                .putObject("unknownToo")
                                .put("keys", 1),
                        headers))
                .orElse(record);
    }

    /** Copies of an event of keys that nobody has, each with one field of the payload, or one header that decides, that cannot be meant. */
    static List<ConsumerRecord<byte[], byte[]>> poisoned(ConsumerRecord<byte[], byte[]> record) {
        List<ConsumerRecord<byte[], byte[]>> poisoned = new ArrayList<>();
        payload(record).filter(payload -> payload.path("keys").isObject()).ifPresent(payload -> {
            ObjectNode nobodys = payload.deepCopy();
            payload.path("keys").fieldNames().forEachRemaining(column -> ((ObjectNode) nobodys.path("keys"))
                    .putArray(column)
                    .add(-ThreadLocalRandom.current().nextLong(Long.MAX_VALUE)));
            payload.fieldNames()
                    .forEachRemaining(field -> poisoned.add(
                            with(record, nobodys.deepCopy(), changed -> changed.putObject(field), anew(record))));
            DECIDING_HEADERS.forEach(header -> {
                Headers headers = anew(record);
                headers.remove(header);
                headers.add(header, new byte[] {(byte) 0xff, 0});
                poisoned.add(with(record, nobodys.deepCopy(), unchanged -> {}, headers));
            });
        });
        return poisoned;
    }

    /** The headers of an event that has not been. */
    private static Headers anew(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = new RecordHeaders(record.headers());
        headers.remove("ce_id");
        headers.add("ce_id", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        return headers;
    }

    /** A repeated event may be without keys, and an absent propagation is not every propagation. */
    private static boolean isOfTheFirstRelease(ObjectNode payload) {
        return !payload.path("redelivery").asBoolean()
                && payload.path("retain").asBoolean(true)
                && payload.path("propagation").asText("background").equals("background");
    }

    /** Empty of what is no event. */
    private static Optional<ObjectNode> payload(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() != null && JSON.readTree(record.value()) instanceof ObjectNode payload
                    ? Optional.of(payload)
                    : Optional.empty();
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }

    private static ConsumerRecord<byte[], byte[]> with(
            ConsumerRecord<byte[], byte[]> record, ObjectNode payload, Consumer<ObjectNode> change, Headers headers) {
        change.accept(payload);
        try {
            byte[] value = JSON.writeValueAsBytes(payload);
            return new ConsumerRecord<>(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    TimestampType.CREATE_TIME,
                    record.serializedKeySize(),
                    value.length,
                    record.key(),
                    value,
                    headers,
                    record.leaderEpoch());
        } catch (JsonProcessingException e) {
            throw new LocalStackException("cannot write an event: " + e.getMessage(), e);
        }
    }
}
