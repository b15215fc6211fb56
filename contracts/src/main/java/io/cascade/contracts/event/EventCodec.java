/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes payloads. Strict about what decides over rows, lenient about fields it does not know: a newer publisher
 * may add some.
 */
public final class EventCodec {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private EventCodec() {}

    /**
     * @throws MalformedEventException when the payload is not what the type promises
     * @throws IllegalArgumentException when the type carries no keys
     */
    public static KeysEvent keys(EventType type, String payload) {
        return KeysPayload.read(type, Fields.parse(payload));
    }

    /** @throws MalformedEventException when the payload is no list of deliveries */
    public static List<Delivery> deliveries(String payload) {
        JsonNode nodes = Fields.entries(payload, "deliveries");
        List<Delivery> deliveries = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            Delivery.State state = Delivery.State.of(Fields.text(node, "state"))
                    .orElseThrow(() ->
                            new MalformedEventException("'state' is none of applied, settled, failed and discarded"));
            deliveries.add(new Delivery(
                    Fields.uuid(node, "event"),
                    Fields.text(node, "relationship"),
                    state,
                    Fields.integer(node, "rows", 0),
                    node.has("rowsBelow") ? Fields.integer(node, "rowsBelow", 0) : 0,
                    reason(node, state)));
        }
        return deliveries;
    }

    private static @Nullable String reason(JsonNode node, Delivery.State state) {
        return switch (state) {
            case SETTLED -> null;
            case APPLIED -> node.has("reason") ? Fields.text(node, "reason") : null;
            case FAILED, DISCARDED -> Fields.text(node, "reason");
        };
    }

    /** @throws MalformedEventException when the payload is no list of votes */
    public static List<Vote> votes(String payload) {
        JsonNode nodes = Fields.entries(payload, "votes");
        List<Vote> votes = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            String verdict = Fields.text(node, "verdict");
            Vote.Veto veto =
                    switch (verdict) {
                        case "approved" -> null;
                        case "vetoed" ->
                            new Vote.Veto(
                                    Fields.text(node, "holder"),
                                    Fields.integer(node, "rows", 0),
                                    Fields.sqlState(node),
                                    Fields.text(node, "reason"));
                        default -> throw new MalformedEventException("'verdict' is neither approved nor vetoed");
                    };
            votes.add(new Vote(Fields.uuid(node, "event"), Fields.text(node, "relationship"), veto));
        }
        return votes;
    }

    /** @throws MalformedEventException when the payload is no request */
    public static BackfillRequest backfillRequest(String payload) {
        JsonNode root = Fields.parse(payload);
        return new BackfillRequest(Fields.text(root, "relationship"), Fields.uuid(root, "request"));
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
        JsonNode nodes = Fields.entries(payload, "restorations");
        List<Restoration> restorations = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            JsonNode refused = node.path("refusals");
            if (!refused.isMissingNode() && !refused.isArray()) {
                throw new MalformedEventException("'refusals' is no array");
            }
            List<Restoration.Refusal> refusals = new ArrayList<>(refused.size());
            for (JsonNode refusal : refused) {
                refusals.add(new Restoration.Refusal(
                        Fields.text(refusal, "service"),
                        Fields.text(refusal, "relationship"),
                        Fields.text(refusal, "reason"),
                        Fields.integer(refusal, "rows", 0)));
            }
            restorations.add(new Restoration(
                    Fields.uuid(node, "event"),
                    Fields.text(node, "relationship"),
                    Fields.integer(node, "rows", 0),
                    refusals));
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
        JsonNode root = Fields.parse(payload);
        JsonNode direct = root.path("direct");
        if (!direct.isBoolean()) {
            throw new MalformedEventException("'direct' is neither true nor false");
        }
        return new Pause(
                Fields.text(root, "relationship"),
                Fields.text(root, "paused"),
                Fields.text(root, "service"),
                direct.booleanValue(),
                KeysPayload.version(root),
                root.has("since") ? Fields.instant(root, "since") : null,
                root.has("reason") ? Fields.text(root, "reason") : null);
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
        for (JsonNode node : Fields.entries(payload, "deliveries")) {
            progress.add(new Progress(
                    Fields.uuid(node, "event"), Fields.text(node, "relationship"), Fields.integer(node, "rows", 0)));
        }
        return progress;
    }

    /** @throws MalformedEventException when the payload asks for no decision */
    public static List<DecisionRequest> decisionRequests(String payload) {
        List<DecisionRequest> requests = new ArrayList<>();
        for (JsonNode node : Fields.entries(payload, "decisions")) {
            requests.add(new DecisionRequest(
                    Fields.uuid(node, "event"),
                    Fields.uuid(node, "deletion"),
                    Fields.text(node, "table"),
                    KeysPayload.relationships(node),
                    Fields.text(node, "recordKey")));
        }
        return requests;
    }

    public static String writeDecisionRequests(List<DecisionRequest> requests) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode nodes = root.putArray("decisions");
        for (DecisionRequest request : requests) {
            ArrayNode names = nodes.addObject()
                    .put("event", request.event().toString())
                    .put("deletion", request.deletion().toString())
                    .put("table", request.table())
                    .put("recordKey", request.recordKey())
                    .putArray("relationships");
            request.relationships().forEach(names::add);
        }
        return root.toString();
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
}
