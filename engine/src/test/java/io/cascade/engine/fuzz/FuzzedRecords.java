/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.contracts.event.EventType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Makes records that somebody might send by mistake, out of sound ones. */
final class FuzzedRecords {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** In place of a value. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e400",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "123456789012345678901234567890123456789012345678901234567890",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"'; DROP TABLE canary; --\"",
            "\"\\\"; DROP TABLE canary; --\"",
            "\"$$; DROP TABLE canary; $$\"",
            "\"%s{}[]\\\\\"",
            "\"NaN\"",
            "\"2026-02-31\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"1-1-1-1-1\"",
            "\"settled\"",
            "\"public.p\"",
            "\"r\"",
            "[]",
            "{}",
            "[null]",
            "[[1]]",
            "{\"id\":[]}",
            "{\"id\":[1,2],\"x\":[1]}",
            "{\"\":[1]}");

    private static final List<String> HEADERS = List.of(
            "ce_id", "ce_type", "ce_source", "ce_subject", "ce_specversion", "ce_time", "traceparent", "\u0000", "x");

    private final Random random;
    private long offset = 1_000_000;

    FuzzedRecords(Random random) {
        this.random = random;
    }

    ConsumerRecord<byte[], byte[]> of(List<ConsumerRecord<byte[], byte[]>> sound) {
        ConsumerRecord<byte[], byte[]> record = sound.get(random.nextInt(sound.size()));
        ConsumerRecord<byte[], byte[]> fuzzed =
                switch (random.nextInt(10)) {
                    case 0 -> with(record, bytes(record.value()));
                    case 1 -> keyed(record, random.nextBoolean() ? null : bytes(record.key()), record.value());
                    case 2 -> with(record, random.nextBoolean() ? null : new byte[0]);
                    case 3 -> on(record, sound.get(random.nextInt(sound.size())).topic());
                    case 4 -> with(record, nested());
                    default -> with(record, json(record.value()));
                };
        if (random.nextInt(3) > 0) {
            fuzzed.headers().remove("ce_id");
            fuzzed.headers()
                    .add("ce_id", UUID.nameUUIDFromBytes(random(16)).toString().getBytes(StandardCharsets.UTF_8));
        }
        if (random.nextInt(5) == 0) {
            header(fuzzed);
        }
        return fuzzed;
    }

    private void header(ConsumerRecord<byte[], byte[]> record) {
        String name = HEADERS.get(random.nextInt(HEADERS.size()));
        if (random.nextBoolean()) {
            record.headers().remove(name);
        }
        Header last = record.headers().lastHeader(name);
        switch (random.nextInt(5)) {
            case 0 -> record.headers().add(name, null);
            case 1 -> record.headers().add(name, random(random.nextInt(40)));
            case 2 -> record.headers().add(name, "x".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            case 3 -> record.headers().add(name, "+999999999-12-31T23:59:59Z".getBytes(StandardCharsets.UTF_8));
            default ->
                record.headers().add(name, last == null || last.value() == null ? new byte[] {0} : bytes(last.value()));
        }
    }

    /** JSON with a value changed, taken away, or put twice. */
    private byte[] json(byte[] value) {
        try {
            JsonNode root = JSON.readTree(value);
            List<JsonNode> inner = new ArrayList<>();
            collect(root, inner);
            JsonNode place = inner.get(random.nextInt(inner.size()));
            JsonNode other = JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
            if (place instanceof ObjectNode object && !object.isEmpty()) {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                String name = names.get(random.nextInt(names.size()));
                switch (random.nextInt(5)) {
                    case 0 -> object.remove(name);
                    case 1 -> object.set("x" + name, other);
                    default -> object.set(name, other);
                }
            } else if (place instanceof ArrayNode array) {
                switch (array.isEmpty() ? 0 : random.nextInt(4)) {
                    case 0 -> array.add(other);
                    case 1 -> array.add(array.get(0));
                    case 2 -> array.remove(random.nextInt(array.size()));
                    default -> array.set(random.nextInt(array.size()), other);
                }
            }
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            return bytes(value);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainerNode()) {
            inner.add(node);
            node.forEach(child -> collect(child, inner));
        }
    }

    private byte[] bytes(byte[] value) {
        byte[] copy = value.length == 0 ? new byte[] {(byte) 0xff} : value.clone();
        switch (random.nextInt(3)) {
            case 0 -> copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
            case 1 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
            default -> {
                int at = random.nextInt(copy.length);
                byte[] more = random(1 + random.nextInt(4));
                byte[] joined = Arrays.copyOf(copy, copy.length + more.length);
                System.arraycopy(more, 0, joined, at, more.length);
                System.arraycopy(copy, at, joined, at + more.length, copy.length - at);
                copy = joined;
            }
        }
        return copy;
    }

    private byte[] nested() {
        int depth = 1 + random.nextInt(20_000);
        String open = random.nextBoolean() ? "[" : "{\"keys\":";
        return open.repeat(depth).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    ConsumerRecord<byte[], byte[]> as(
            ConsumerRecord<byte[], byte[]> like, String topic, EventType type, String payload) {
        ConsumerRecord<byte[], byte[]> record = on(with(like, payload.getBytes(StandardCharsets.UTF_8)), topic);
        record.headers().remove("ce_type");
        record.headers().add("ce_type", type.cloudEventsType().getBytes(StandardCharsets.UTF_8));
        record.headers().remove("ce_id");
        record.headers()
                .add("ce_id", UUID.nameUUIDFromBytes(random(16)).toString().getBytes(StandardCharsets.UTF_8));
        return record;
    }

    ConsumerRecord<byte[], byte[]> with(ConsumerRecord<byte[], byte[]> record, byte[] value) {
        return keyed(record, record.key(), value);
    }

    private ConsumerRecord<byte[], byte[]> keyed(ConsumerRecord<byte[], byte[]> record, byte[] key, byte[] value) {
        return headers(record, new ConsumerRecord<>(record.topic(), 0, offset++, key, value));
    }

    private ConsumerRecord<byte[], byte[]> on(ConsumerRecord<byte[], byte[]> record, String topic) {
        return headers(record, new ConsumerRecord<>(topic, 0, offset++, record.key(), record.value()));
    }

    static ConsumerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> record) {
        return headers(record, new ConsumerRecord<>(record.topic(), 0, record.offset(), record.key(), record.value()));
    }

    private static ConsumerRecord<byte[], byte[]> headers(
            ConsumerRecord<byte[], byte[]> from, ConsumerRecord<byte[], byte[]> to) {
        from.headers().forEach(header -> to.headers().add(header));
        return to;
    }

    static String type(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
    }

    static String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    }

    static String describe(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder(record.topic());
        record.headers().forEach(header -> text.append("\n  ")
                .append(header.key())
                .append(": ")
                .append(header.value() == null ? "null" : shortened(header.value())));
        return text.append("\n")
                .append(record.value() == null ? "null" : shortened(record.value()))
                .toString();
    }

    private static String shortened(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        return text.substring(0, Math.min(text.length(), 2000));
    }
}
