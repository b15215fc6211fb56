/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

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
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Connectors over the worker's REST API, the one way that works for every worker, embedded or not. */
public final class ConnectRest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int CONFLICT = 409;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI worker;

    public ConnectRest(URI worker) {
        this.worker = worker;
    }

    /**
     * Creates the connector or changes it to this configuration, and returns once its task streams.
     *
     * @param streams whether the database has a reader: the worker's word may be one from before its last end
     */
    public void register(String name, Map<String, String> config, BooleanSupplier streams) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        put(name, config, deadline);
        ConnectorStatus status = status(name);
        while (!status.isRunning() || !streams.getAsBoolean()) {
            if (status.failure().isPresent()) {
                throw new LocalStackException(
                        "Connector " + name + " failed: " + status.failure().get());
            }
            pauseUnlessAfter(deadline, "Connector " + name + " did not start: " + status);
            status = status(name);
        }
    }

    /** Ends the connector; its offsets stay with its name. */
    public void delete(String name) {
        require(name, "deleted", request("/connectors/" + name).DELETE());
    }

    /** Starts connector and task again, whatever their state. */
    public void restart(String name) {
        require(
                name,
                "restarted",
                request("/connectors/" + name + "/restart?includeTasks=true").POST(BodyPublishers.noBody()));
    }

    /** Ends the tasks, and keeps the connector: the state in which its offsets can be changed. */
    public void stop(String name) {
        require(name, "stopped", request("/connectors/" + name + "/stop").PUT(BodyPublishers.noBody()));
    }

    /** After {@link #stop}. */
    public void resume(String name) {
        require(name, "resumed", request("/connectors/" + name + "/resume").PUT(BodyPublishers.noBody()));
    }

    /** Forgets where a stopped connector was. */
    public void forgetOffsets(String name) {
        require(
                name,
                "made to forget its offsets",
                request("/connectors/" + name + "/offsets").DELETE());
    }

    public ConnectorStatus status(String name) {
        HttpResponse<String> response =
                send(request("/connectors/" + name + "/status").GET());
        return ConnectorStatus.of(response.statusCode() == 200 ? parse(response.body()) : json.createObjectNode());
    }

    /** A worker that is still joining its group answers with a conflict. */
    private void put(String name, Map<String, String> config, long deadline) {
        HttpRequest.Builder request = request("/connectors/" + name + "/config")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json.valueToTree(config).toString()));
        HttpResponse<String> response = send(request);
        while (response.statusCode() == CONFLICT) {
            pauseUnlessAfter(deadline, "Connector " + name + " was not accepted: " + response.body());
            response = send(request);
        }
        if (response.statusCode() / 100 != 2) {
            throw new LocalStackException("Connector " + name + " was refused: " + reason(response.body()));
        }
    }

    private void require(String name, String done, HttpRequest.Builder request) {
        HttpResponse<String> response = send(request);
        if (response.statusCode() / 100 != 2) {
            throw new LocalStackException("Connector " + name + " cannot be " + done + ": " + reason(response.body()));
        }
    }

    private String reason(String body) {
        try {
            return json.readTree(body).path("message").asText(body);
        } catch (IOException notJson) {
            return body;
        }
    }

    private JsonNode parse(String body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            throw new LocalStackException("Kafka Connect answered with something else than JSON: " + body, e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(worker.resolve(path)).timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new LocalStackException("Kafka Connect does not answer on " + worker + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while waiting for Kafka Connect", e);
        }
    }

    private static void pauseUnlessAfter(long deadline, String complaint) {
        if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
            throw new LocalStackException(complaint);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
