/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All services of a system, by the REST API of one of them, which passes requests on to the others. */
public final class Services {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI entry;
    private final @Nullable Path tokenFile;

    private Services(URI entry, @Nullable Path tokenFile) {
        this.entry = entry;
        this.tokenFile = tokenFile;
    }

    /**
     * By any service's address.
     *
     * @param tokenFile what is in it is shown to the service; read again for each request, as tokens do not live long
     */
    public static Services at(URI url, @Nullable Path tokenFile) {
        Services services = new Services(url, tokenFile);
        services.send("/services").expect("a service of cascade");
        return services;
    }

    /** Of the local stack, by the first of its services that answers. */
    public static Services ofStack(Path file) {
        if (!Files.exists(file)) {
            throw new LocalStackException(
                    "there is no " + file + ", so no local stack runs; start one by ./cascade up, or say --url");
        }
        List<String> silent = new ArrayList<>();
        for (JsonNode service : read(file).path("services")) {
            String url = service.path("url").asText();
            try {
                return at(URI.create(url), null);
            } catch (LocalStackException e) {
                silent.add(url);
            }
        }
        throw new LocalStackException("no service of the local stack answers; tried " + String.join(", ", silent));
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new LocalStackException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Those that somebody refers to; the others delete for nobody but themselves. */
    List<String> publishing() {
        List<String> names = new ArrayList<>();
        send("/services").expect("its services").path("items").forEach(service -> {
            if (!service.path("publishes").isEmpty()) {
                names.add(service.path("name").asText());
            }
        });
        return names;
    }

    /** Every relationship, by its name, with the service of its child table. */
    public Map<String, String> subscribing() {
        Map<String, String> services = new TreeMap<>();
        send("/services").expect("its services").path("items").forEach(service -> service.path("subscribes")
                .forEach(relationship ->
                        services.put(relationship.asText(), service.path("name").asText())));
        return services;
    }

    /** Begins to compare the relationship's replica with its parent; empty where one of the other kind is under way. */
    public Optional<JsonNode> validate(String service, String relationship, boolean repair) {
        Answer answer = send(
                "POST", "/services/" + service + "/relationships/" + relationship + "/validation?repair=" + repair);
        return answer.status() == 409
                ? Optional.empty()
                : Optional.of(answer.expect(202, "a validation of " + relationship));
    }

    /** How far the last one is. */
    public JsonNode validation(String service, String relationship) {
        return send("/services/" + service + "/relationships/" + relationship + "/validation")
                .expect("the validation of " + relationship);
    }

    /** Lets no row of the relationship go with its parent; returns how it is now. */
    public JsonNode pause(String service, String relationship, @Nullable String reason) {
        ObjectNode body = JSON.createObjectNode();
        if (reason != null) {
            body.put("reason", reason);
        }
        return send("POST", switchOf(service, relationship, "pause"), BodyPublishers.ofString(body.toString()))
                .expect("a pause of " + relationship);
    }

    /** Lets them go on; returns how it is now. */
    public JsonNode resume(String service, String relationship) {
        return send("POST", switchOf(service, relationship, "resume"), BodyPublishers.ofString("{}"))
                .expect("the end of the pause of " + relationship);
    }

    private static String switchOf(String service, String relationship, String verb) {
        return "/services/" + service + "/relationships/" + relationship + "/" + verb;
    }

    /** The newest, newest first. */
    JsonNode deletions(String service, String query) {
        return send("/services/" + service + "/deletions?" + query)
                .expect("the deletions of " + service)
                .path("items");
    }

    /** Empty when the service has none of this id. */
    Optional<JsonNode> deletion(String service, String id) {
        Answer answer = send("/services/" + service + "/deletions/" + id);
        return answer.status() == 404 ? Optional.empty() : Optional.of(answer.expect("deletion " + id));
    }

    private Answer send(String path) {
        return send("GET", path);
    }

    private Answer send(String method, String path) {
        return send(method, path, BodyPublishers.noBody());
    }

    private Answer send(String method, String path, BodyPublisher body) {
        URI uri = entry.resolve(path);
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .method(method, body)
                    .header("Content-Type", "application/json")
                    .timeout(TIMEOUT);
            if (tokenFile != null) {
                request.header("Authorization", "Bearer " + token(tokenFile));
            }
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            String text = response.body();
            return new Answer(
                    uri, response.statusCode(), text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text));
        } catch (IOException e) {
            throw new LocalStackException(uri + " gives no usable answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted", e);
        }
    }

    private static String token(Path file) {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new LocalStackException("cannot read the token in " + file + ": " + e, e);
        }
        if (!token.matches("[A-Za-z0-9._~+/=-]+")) {
            throw new LocalStackException(file + " holds no token");
        }
        return token;
    }

    private record Answer(URI uri, int status, JsonNode body) {

        JsonNode expect(String what) {
            return expect(200, what);
        }

        JsonNode expect(int code, String what) {
            if (status != code) {
                throw new LocalStackException(uri + " was asked for " + what + " and answered " + status + ": "
                        + body.path("detail").asText("no reason"));
            }
            return body;
        }
    }
}
