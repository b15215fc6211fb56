/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads the fields of payloads; each throws {@link MalformedEventException} when there is not what it promises. */
final class Fields {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Pattern UUID_FORM =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

    private static final Pattern SQL_STATE = Pattern.compile("[0-9A-Z]{5}");

    private Fields() {}

    static Instant instant(JsonNode node, String field) {
        try {
            return Instant.parse(text(node, field));
        } catch (DateTimeParseException e) {
            throw new MalformedEventException("'" + field + "' is no time in UTC");
        }
    }

    static JsonNode entries(String payload, String field) {
        JsonNode nodes = parse(payload).path(field);
        if (!nodes.isArray() || nodes.isEmpty()) {
            throw new MalformedEventException("'" + field + "' is missing, empty or no array");
        }
        return nodes;
    }

    static String sqlState(JsonNode node) {
        String state = text(node, "sqlState");
        if (!SQL_STATE.matcher(state).matches()) {
            throw new MalformedEventException("'sqlState' is no SQLSTATE");
        }
        return state;
    }

    static boolean flag(JsonNode root, String field) {
        JsonNode value = root.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new MalformedEventException("'" + field + "' is neither true nor false");
        }
        return value.booleanValue();
    }

    static JsonNode parse(String payload) {
        try {
            JsonNode root = JSON.readTree(payload);
            if (root == null || !root.isObject()) {
                throw new MalformedEventException("the payload is no JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw MalformedEventException.noJson(e);
        }
    }

    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new MalformedEventException("'" + field + "' is missing or no string");
        }
        if (value.textValue().indexOf('\0') >= 0) {
            throw new MalformedEventException("'" + field + "' holds a NUL character, which PostgreSQL cannot store");
        }
        return value.textValue();
    }

    /** Java also reads cut forms such as 1-1-1-1-1, which would then name another event. */
    static UUID uuid(JsonNode node, String field) {
        String text = text(node, field);
        if (!UUID_FORM.matcher(text).matches()) {
            throw new MalformedEventException("'" + field + "' is no UUID");
        }
        return UUID.fromString(text);
    }

    static long integer(JsonNode node, String field, long minimum) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < minimum) {
            throw new MalformedEventException("'" + field + "' is missing or no integer from " + minimum);
        }
        return value.longValue();
    }
}
