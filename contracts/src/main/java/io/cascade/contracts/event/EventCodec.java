/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.contracts.Propagation;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes payloads. Strict about what decides over rows, lenient about fields it does not know: a newer publisher
 * may add some.
 */
public final class EventCodec {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Pattern UUID_FORM =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

    private static final Pattern SQL_STATE = Pattern.compile("[0-9A-Z]{5}");

    private EventCodec() {}

    /**
     * @throws MalformedEventException when the payload is not what the type promises
     * @throws IllegalArgumentException when the type carries no keys
     */
    public static KeysEvent keys(EventType type, String payload) {
        JsonNode root = parse(payload);
        String table = text(root, "table");
        List<String> relationships = relationships(root);
        return switch (type) {
            case KEYS_CREATED -> new KeysEvent.Created(table, relationships, version(root), keys(root));
            case KEYS_DELETED -> deleted(root, table, relationships, Propagation.BACKGROUND);
            case KEYS_ORPHANED -> deleted(root, table, relationships, Propagation.ORPHAN);
            case KEYS_BACKFILLED -> backfilled(root, table, relationships);
            case KEYS_INTENDED ->
                new KeysEvent.Intended(
                        table, relationships, version(root), uuid(root, "deletion"), propagation(root), keys(root));
            case KEYS_KEPT -> new KeysEvent.Kept(table, relationships, uuid(root, "deletion"), uuid(root, "event"));
            case KEYS_RESTORED ->
                new KeysEvent.Restored(
                        table, relationships, uuid(root, "deletion"), uuid(root, "event"), integer(root, "since", 1));
            case BACKFILL_REQUESTED,
                    DELIVERIES_REPORTED,
                    VOTES_CAST,
                    RESTORATIONS_REPORTED,
                    RELATIONSHIPS_PAUSED,
                    DELIVERIES_PROGRESSED -> throw new IllegalArgumentException(type + " carries no keys");
        };
    }

    /** @throws MalformedEventException when the payload is no list of deliveries */
    public static List<Delivery> deliveries(String payload) {
        JsonNode nodes = entries(payload, "deliveries");
        List<Delivery> deliveries = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            Delivery.State state = Delivery.State.of(text(node, "state"))
                    .orElseThrow(() ->
                            new MalformedEventException("'state' is none of applied, settled, failed and discarded"));
            deliveries.add(new Delivery(
                    uuid(node, "event"),
                    text(node, "relationship"),
                    state,
                    integer(node, "rows", 0),
                    node.has("rowsBelow") ? integer(node, "rowsBelow", 0) : 0,
                    reason(node, state)));
        }
        return deliveries;
    }

    private static @Nullable String reason(JsonNode node, Delivery.State state) {
        return switch (state) {
            case SETTLED -> null;
            case APPLIED -> node.has("reason") ? text(node, "reason") : null;
            case FAILED, DISCARDED -> text(node, "reason");
        };
    }

    /** @throws MalformedEventException when the payload is no list of votes */
    public static List<Vote> votes(String payload) {
        JsonNode nodes = entries(payload, "votes");
        List<Vote> votes = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            String verdict = text(node, "verdict");
            Vote.Veto veto =
                    switch (verdict) {
                        case "approved" -> null;
                        case "vetoed" ->
                            new Vote.Veto(
                                    text(node, "holder"),
                                    integer(node, "rows", 0),
                                    sqlState(node),
                                    text(node, "reason"));
                        default -> throw new MalformedEventException("'verdict' is neither approved nor vetoed");
                    };
            votes.add(new Vote(uuid(node, "event"), text(node, "relationship"), veto));
        }
        return votes;
    }

    /** @throws MalformedEventException when the payload is no request */
    public static BackfillRequest backfillRequest(String payload) {
        JsonNode root = parse(payload);
        return new BackfillRequest(text(root, "relationship"), uuid(root, "request"));
    }

    public static String write(BackfillRequest request) {
        return JSON.createObjectNode()
                .put("relationship", request.relationship())
                .put("request", request.request().toString())
                .toString();
    }

    public static String write(List<Delivery> deliveries) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode nodes = root.putArray("deliveries");
        for (Delivery delivery : deliveries) {
            ObjectNode node = nodes.addObject()
                    .put("event", delivery.event().toString())
                    .put("relationship", delivery.relationship())
                    .put("state", delivery.state().id())
                    .put("rows", delivery.rows());
            if (delivery.state().terminal()) {
                node.put("rowsBelow", delivery.rowsBelow());
            }
            if (delivery.reason() != null) {
                node.put("reason", delivery.reason());
            }
        }
        return root.toString();
    }

    public static String writeVotes(List<Vote> votes) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode nodes = root.putArray("votes");
        for (Vote vote : votes) {
            ObjectNode node = nodes.addObject()
                    .put("event", vote.event().toString())
                    .put("relationship", vote.relationship())
                    .put("verdict", vote.veto() == null ? "approved" : "vetoed");
            if (vote.veto() != null) {
                node.put("holder", vote.veto().holder())
                        .put("rows", vote.veto().rows())
                        .put("sqlState", vote.veto().sqlState())
                        .put("reason", vote.veto().reason());
            }
        }
        return root.toString();
    }

    /** @throws MalformedEventException when the payload is no list of restorations */
    public static List<Restoration> restorations(String payload) {
        JsonNode nodes = entries(payload, "restorations");
        List<Restoration> restorations = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            JsonNode refused = node.path("refusals");
            if (!refused.isMissingNode() && !refused.isArray()) {
                throw new MalformedEventException("'refusals' is no array");
            }
            List<Restoration.Refusal> refusals = new ArrayList<>(refused.size());
            for (JsonNode refusal : refused) {
                refusals.add(new Restoration.Refusal(
                        text(refusal, "service"),
                        text(refusal, "relationship"),
                        text(refusal, "reason"),
                        integer(refusal, "rows", 0)));
            }
            restorations.add(new Restoration(
                    uuid(node, "event"), text(node, "relationship"), integer(node, "rows", 0), refusals));
        }
        return restorations;
    }

    public static String writeRestorations(List<Restoration> restorations) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode nodes = root.putArray("restorations");
        for (Restoration restoration : restorations) {
            ArrayNode refusals = nodes.addObject()
                    .put("event", restoration.event().toString())
                    .put("relationship", restoration.relationship())
                    .put("rows", restoration.rows())
                    .putArray("refusals");
            restoration.refusals().forEach(refusal -> refusals.addObject()
                    .put("service", refusal.service())
                    .put("relationship", refusal.relationship())
                    .put("reason", refusal.reason())
                    .put("rows", refusal.rows()));
        }
        return root.toString();
    }

    /** @throws MalformedEventException when the payload says of no relationship that it waits or goes on */
    public static Pause pause(String payload) {
        JsonNode root = parse(payload);
        JsonNode direct = root.path("direct");
        if (!direct.isBoolean()) {
            throw new MalformedEventException("'direct' is neither true nor false");
        }
        return new Pause(
                text(root, "relationship"),
                text(root, "paused"),
                text(root, "service"),
                direct.booleanValue(),
                version(root),
                root.has("since") ? instant(root, "since") : null,
                root.has("reason") ? text(root, "reason") : null);
    }

    public static String write(Pause pause) {
        ObjectNode root = JSON.createObjectNode()
                .put("relationship", pause.relationship())
                .put("paused", pause.paused())
                .put("service", pause.service())
                .put("direct", pause.direct())
                .put("version", pause.version());
        if (pause.since() != null) {
            root.put("since", pause.since().toString());
        }
        if (pause.reason() != null) {
            root.put("reason", pause.reason());
        }
        return root.toString();
    }

    /** @throws MalformedEventException when the payload is no list of deliveries that take long */
    public static List<Progress> progress(String payload) {
        List<Progress> progress = new ArrayList<>();
        for (JsonNode node : entries(payload, "deliveries")) {
            progress.add(new Progress(uuid(node, "event"), text(node, "relationship"), integer(node, "rows", 0)));
        }
        return progress;
    }

    public static String writeProgress(List<Progress> progress) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode nodes = root.putArray("deliveries");
        progress.forEach(each -> nodes.addObject()
                .put("event", each.event().toString())
                .put("relationship", each.relationship())
                .put("rows", each.rows()));
        return root.toString();
    }

    private static Instant instant(JsonNode node, String field) {
        try {
            return Instant.parse(text(node, field));
        } catch (DateTimeParseException e) {
            throw new MalformedEventException("'" + field + "' is no time in UTC");
        }
    }

    private static Propagation propagation(JsonNode root) {
        String id = root.has("propagation") ? text(root, "propagation") : Propagation.BACKGROUND.id();
        return Propagation.of(id)
                .orElseThrow(() -> new MalformedEventException(
                        "'propagation' is not one of " + String.join(", ", Propagation.ids())));
    }

    private static KeysEvent.Deleted deleted(
            JsonNode root, String table, List<String> relationships, Propagation propagation) {
        boolean redelivery = flag(root, "redelivery");
        return new KeysEvent.Deleted(
                table,
                relationships,
                version(root),
                uuid(root, "deletion"),
                propagation,
                redelivery,
                retain(root),
                keys(root, redelivery));
    }

    private static boolean retain(JsonNode root) {
        JsonNode value = root.path("retain");
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new MalformedEventException("'retain' is neither true nor false");
        }
        return value.asBoolean(true);
    }

    private static KeysEvent.Backfilled backfilled(JsonNode root, String table, List<String> relationships) {
        int buckets = Math.toIntExact(Math.min(integer(root, "buckets", 1), Integer.MAX_VALUE));
        long bucket = integer(root, "bucket", 0);
        if (bucket >= buckets) {
            throw new MalformedEventException("'bucket' is not below 'buckets'");
        }
        return new KeysEvent.Backfilled(table, relationships, uuid(root, "request"), (int) bucket, buckets);
    }

    private static JsonNode entries(String payload, String field) {
        JsonNode nodes = parse(payload).path(field);
        if (!nodes.isArray() || nodes.isEmpty()) {
            throw new MalformedEventException("'" + field + "' is missing, empty or no array");
        }
        return nodes;
    }

    private static String sqlState(JsonNode node) {
        String state = text(node, "sqlState");
        if (!SQL_STATE.matcher(state).matches()) {
            throw new MalformedEventException("'sqlState' is no SQLSTATE");
        }
        return state;
    }

    private static boolean flag(JsonNode root, String field) {
        JsonNode value = root.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new MalformedEventException("'" + field + "' is neither true nor false");
        }
        return value.booleanValue();
    }

    private static JsonNode parse(String payload) {
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

    private static List<String> relationships(JsonNode root) {
        JsonNode node = root.path("relationships");
        if (!node.isArray() || node.isEmpty()) {
            throw new MalformedEventException("'relationships' is missing, empty or no array");
        }
        List<String> names = new ArrayList<>(node.size());
        for (JsonNode name : node) {
            if (!name.isTextual()) {
                throw new MalformedEventException("'relationships' holds something else than names");
            }
            names.add(name.textValue());
        }
        return names;
    }

    private static long version(JsonNode root) {
        return integer(root, "version", 1);
    }

    private static Map<String, List<String>> keys(JsonNode root) {
        return keys(root, false);
    }

    /** @param none whether there may be none, because the publisher only wants to hear of the event */
    private static Map<String, List<String>> keys(JsonNode root, boolean none) {
        JsonNode node = root.path("keys");
        if (!node.isObject() || node.isEmpty()) {
            throw new MalformedEventException("'keys' is missing, empty or no object");
        }
        Map<String, List<String>> keys = new LinkedHashMap<>();
        int length = -1;
        for (Map.Entry<String, JsonNode> column : node.properties()) {
            List<String> values = values(column.getValue(), none);
            if (length >= 0 && values.size() != length) {
                throw new MalformedEventException("the columns of 'keys' have different lengths");
            }
            length = values.size();
            keys.put(column.getKey(), values);
        }
        return keys;
    }

    private static List<String> values(JsonNode node, boolean none) {
        if (!node.isArray() || node.isEmpty() && !none) {
            throw new MalformedEventException("a column of 'keys' is empty or no array");
        }
        List<String> values = new ArrayList<>(node.size());
        for (JsonNode value : node) {
            if (!value.isTextual() && !value.isIntegralNumber()) {
                throw new MalformedEventException("a key is neither a string nor an integer");
            }
            values.add(value.asText());
        }
        return values;
    }

    private static String text(JsonNode node, String field) {
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
    private static UUID uuid(JsonNode node, String field) {
        String text = text(node, field);
        if (!UUID_FORM.matcher(text).matches()) {
            throw new MalformedEventException("'" + field + "' is no UUID");
        }
        return UUID.fromString(text);
    }

    private static long integer(JsonNode node, String field, long minimum) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < minimum) {
            throw new MalformedEventException("'" + field + "' is missing or no integer from " + minimum);
        }
        return value.longValue();
    }
}
