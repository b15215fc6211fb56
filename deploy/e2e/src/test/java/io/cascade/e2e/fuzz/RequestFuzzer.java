/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.e2e.fuzz.Operations.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes requests that are wrong in about one place each, so that they get past the first check. */
public final class RequestFuzzer {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** In place of a parameter, or of a string in JSON. */
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "0",
            "-1",
            "1.5",
            "1e400",
            "NaN",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999999999999999999999",
            "null",
            "true",
            "TRUE",
            "'; DROP TABLE fuzz_canary; --",
            "\"; DROP TABLE fuzz_canary; --",
            "1; DROP TABLE fuzz_canary",
            "1 OR 1=1",
            "$$; DROP TABLE fuzz_canary; $$",
            "%s%n%x",
            "\\",
            "a\u0000b",
            "\ud800",
            "\u202e\ufeff\ud83d\ude00",
            "<script>alert(1)</script>",
            "{}",
            "[1]",
            "../../etc/passwd",
            "//elsewhere.invalid/",
            "http://elsewhere.invalid/",
            "a\r\nSet-Cookie: x=y",
            "2026-02-31T25:61:61Z",
            "+999999999-12-31T23:59:59Z",
            "P99999999999Y",
            "-5s",
            "99999999999999d",
            "00000000-0000-0000-0000-000000000000",
            "1-1-1-1-1",
            "x".repeat(5000));

    /** In place of a value in JSON, where no text is wanted. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e400",
            "9223372036854775807",
            "9223372036854775808",
            "123456789012345678901234567890123456789012345678901234567890",
            "[]",
            "{}",
            "[null]",
            "[[1]]",
            "{\"\":[1]}",
            "{\"id\":[1,\"x\",null,{}]}");

    private static final List<String> TYPES = List.of(
            "application/xml", "text/plain", "application/json; charset=utf-16", "multipart/form-data", "x", "");

    private static final List<String> MALFORMED = List.of("%zz", "%ff%fe", "%c0%af", "a b", "%2e%2e%2f");

    private final Random random;
    private final Operations operations;
    private final Map<String, List<String>> known;

    /** @param known values of parameters that there is something behind, by name */
    public RequestFuzzer(Random random, Operations operations, Map<String, List<String>> known) {
        this.random = random;
        this.operations = operations;
        this.known = known;
    }

    public FuzzedRequest next() {
        Operation operation = pick(operations.all());
        String target = operation.path();
        List<String> headers = new ArrayList<>();
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asText();
            String value = random.nextInt(3) > 0 ? sound(parameter) : pick(TEXTS);
            switch (parameter.path("in").asText()) {
                case "path" -> target = target.replace("{" + name + "}", encoded(value));
                case "header" -> headers.add(name + ": " + value.replaceAll("[^ -~]", "?"));
                default -> {
                    for (int i = random.nextInt(3); i > 0; i--) {
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(encoded(name))
                                .append('=')
                                .append(encoded(value));
                    }
                }
            }
        }
        byte[] body = operation.method().equals("GET") || random.nextInt(20) == 0 ? new byte[0] : body(operation);
        headers.add("Content-Type: " + (random.nextInt(10) == 0 ? pick(TYPES) : "application/json"));
        if (random.nextInt(20) == 0) {
            headers.add("Accept: " + pick(TYPES));
        }
        if (random.nextInt(20) == 0) {
            headers.add("traceparent: " + pick(TEXTS).replaceAll("[^ -~]", "?"));
        }
        String all = target + query;
        return new FuzzedRequest(operation, all, MALFORMED.stream().noneMatch(all::contains), headers, body);
    }

    private String sound(JsonNode parameter) {
        List<String> values = known.get(parameter.path("name").asText());
        if (values != null && !values.isEmpty()) {
            return pick(values);
        }
        return switch (operations
                .resolved(parameter.path("schema"))
                .path("type")
                .asText()) {
            case "integer" -> String.valueOf(1 + random.nextInt(50));
            case "boolean" -> String.valueOf(random.nextBoolean());
            default -> parameter.path("example").asText("a");
        };
    }

    private byte[] body(Operation operation) {
        if (operation.body().isMissingNode()) {
            return random.nextInt(3) > 0 ? new byte[0] : json(value());
        }
        JsonNode sound = sample(operation.body(), 0);
        return switch (random.nextInt(12)) {
            case 0 -> garbled(json(sound));
            case 1 -> nested();
            case 2 -> json(value());
            case 3 -> many(sound);
            default -> json(changed(sound));
        };
    }

    private JsonNode sample(JsonNode reference, int depth) {
        JsonNode schema = operations.resolved(reference);
        if (schema.has("examples") && random.nextInt(4) > 0) {
            return schema.path("examples").get(0);
        }
        JsonNode type = schema.path("type");
        String first = type.isArray() ? type.get(0).asText() : type.asText();
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (first) {
            case "object" -> {
                ObjectNode object = nodes.objectNode();
                schema.path("properties")
                        .properties()
                        .forEach(field -> object.set(field.getKey(), sample(field.getValue(), depth + 1)));
                if (schema.path("additionalProperties").isObject() && depth < 5) {
                    object.set("id", sample(schema.path("additionalProperties"), depth + 1));
                }
                yield object;
            }
            case "array" -> {
                ArrayNode array = nodes.arrayNode();
                for (int i = random.nextInt(3); i > 0 && depth < 5; i--) {
                    array.add(sample(schema.path("items"), depth + 1));
                }
                yield array;
            }
            case "integer", "number" -> nodes.numberNode(random.nextInt(50));
            case "boolean" -> nodes.booleanNode(random.nextBoolean());
            default -> nodes.textNode(random.nextBoolean() ? "a" : pick(TEXTS));
        };
    }

    private JsonNode changed(JsonNode sound) {
        JsonNode copy = sound.deepCopy();
        List<JsonNode> inner = new ArrayList<>();
        collect(copy, inner);
        if (inner.isEmpty()) {
            return value();
        }
        JsonNode place = pick(inner);
        if (place instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = pick(names);
            switch (random.nextInt(6)) {
                case 0 -> object.remove(name);
                case 1 -> object.set("x" + name, value());
                case 2 -> {}
                default -> object.set(name, value());
            }
        } else if (place instanceof ArrayNode array) {
            array.add(value());
        }
        return copy;
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainerNode()) {
            inner.add(node);
            node.forEach(child -> collect(child, inner));
        }
    }

    private JsonNode value() {
        if (random.nextBoolean()) {
            return JsonNodeFactory.instance.textNode(pick(TEXTS));
        }
        try {
            return JSON.readTree(pick(VALUES));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] garbled(byte[] json) {
        byte[] copy = json.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return random.nextBoolean() ? copy : Arrays.copyOf(copy, random.nextInt(copy.length));
    }

    private byte[] nested() {
        String open = random.nextBoolean() ? "[" : "{\"keys\":";
        return open.repeat(1 + random.nextInt(50_000)).getBytes(StandardCharsets.UTF_8);
    }

    /** A batch of some megabytes, as a list or in the first list of it. */
    private byte[] many(JsonNode sound) {
        JsonNode copy = sound.deepCopy();
        List<JsonNode> inner = new ArrayList<>();
        collect(copy, inner);
        ArrayNode array = inner.stream()
                .filter(ArrayNode.class::isInstance)
                .map(ArrayNode.class::cast)
                .findFirst()
                .orElseGet(JsonNodeFactory.instance::arrayNode);
        int numbers = random.nextInt(300_000);
        for (int i = 0; i < numbers; i++) {
            array.add(i);
        }
        return json(inner.contains(array) ? copy : array);
    }

    private static byte[] json(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            return node.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Nearly always as it must be: what is not is refused before it gets anywhere. */
    private String encoded(String text) {
        if (random.nextInt(40) == 0) {
            return pick(MALFORMED);
        }
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
