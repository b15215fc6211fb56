/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A user of the services' REST APIs. */
final class RestClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int NOT_FOUND = 404;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();

    /** What is there, or nothing. */
    Optional<JsonNode> get(URI uri) {
        Answer answer = send(HttpRequest.newBuilder(uri).GET());
        if (answer.status() == NOT_FOUND) {
            return Optional.empty();
        }
        return Optional.of(answer.expect(200, "GET " + uri).body());
    }

    JsonNode post(URI uri, Map<String, ?> body) {
        return send(HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json.valueToTree(body).toString())))
                .expect(201, "POST " + uri)
                .body();
    }

    /** Returns where to follow the deletion. */
    URI delete(URI uri) {
        Answer answer = send(HttpRequest.newBuilder(uri).DELETE()).expect(202, "DELETE " + uri);
        return uri.resolve(answer.location()
                .orElseThrow(() -> new LocalStackException("DELETE " + uri + " was answered without a Location")));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
            JsonNode body = response.body().isEmpty() ? MissingNode.getInstance() : json.readTree(response.body());
            return new Answer(response.statusCode(), body, response.headers().firstValue("Location"));
        } catch (IOException e) {
            throw new LocalStackException("no usable answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted", e);
        }
    }

    private record Answer(int status, JsonNode body, Optional<String> location) {

        Answer expect(int expected, String request) {
            if (status != expected) {
                throw new LocalStackException(
                        request + " was answered with " + status + " instead of " + expected + ": " + body);
            }
            return this;
        }
    }
}
