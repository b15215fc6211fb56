/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A service's own word on whether it can be used, and what it waits for. */
public final class ServiceReadiness {

    public static final String READY = "ready";

    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;

    public ServiceReadiness(URI service) {
        request = HttpRequest.newBuilder(service.resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    /** {@link #READY}, or what is missing. */
    public String ask() throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() == OK ? READY : "waits for " + missing(response);
        } catch (IOException notListening) {
            return "starts";
        }
    }

    private static String missing(HttpResponse<String> response) {
        List<String> down = new ArrayList<>();
        try {
            for (JsonNode check : new ObjectMapper().readTree(response.body()).path("checks")) {
                if (!check.path("status").asText().equals("UP")) {
                    JsonNode data = check.path("data");
                    down.add(check.path("name").asText() + (data.isMissingNode() ? "" : " " + data));
                }
            }
        } catch (IOException notJson) {
            return "status " + response.statusCode();
        }
        return down.isEmpty() ? "status " + response.statusCode() : String.join(", ", down);
    }
}
