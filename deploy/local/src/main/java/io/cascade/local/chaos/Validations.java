/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Has a child's service compare its keys with the parent's, and mend what differs, as a person would after a restore. */
final class Validations {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Some thousand keys, each looked at several times. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI service;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Validations(URI service) {
        this.service = service;
    }

    /** Returns when one has ended that found nothing more to mend. */
    void repair(String relationship) {
        URI uri = service.resolve("/relationships/" + relationship + "/validation");
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonNode ended = ended(uri);
        while (differs(ended)) {
            if (System.nanoTime() > end) {
                throw new LocalStackException("the keys of " + relationship + " still differ: " + ended);
            }
            ended = ended(uri);
        }
    }

    private static boolean differs(JsonNode ended) {
        return !ended.path("state").asText().equals("done")
                || !ended.path("complete").asBoolean()
                || ended.path("missing").asLong() + ended.path("surplus").asLong() > 0;
    }

    private JsonNode ended(URI uri) {
        request(HttpRequest.newBuilder(URI.create(uri + "?repair=true")).POST(BodyPublishers.noBody()));
        Waiting.within(PATIENCE, () -> !request(HttpRequest.newBuilder(uri))
                .path("state")
                .asText()
                .equals("running"));
        return request(HttpRequest.newBuilder(uri));
    }

    private JsonNode request(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new LocalStackException("a validation at " + service + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted", e);
        }
    }
}
