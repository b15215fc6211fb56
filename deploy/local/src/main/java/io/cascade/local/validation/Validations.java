/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.validation;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.local.deletions.Services;
import io.cascade.local.host.LocalStackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Validations of several relationships at a time, one line for each step. */
final class Validations {

    private static final long PAUSE_MILLIS = 200;
    /** Longer than a service takes to find out that an instance is gone. */
    private static final Duration NO_ANSWER = Duration.ofMinutes(2);

    private final Services services;
    private final boolean repair;
    private final Consumer<String> out;

    /** @param out takes what a person wants to see while it goes on */
    Validations(Services services, boolean repair, Consumer<String> out) {
        this.services = services;
        this.repair = repair;
        this.out = out;
    }

    /** @param relationships with the services of their child tables */
    List<Result> run(Map<String, String> relationships) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Map.Entry<String, String> relationship : relationships.entrySet()) {
            results.add(run(relationship.getKey(), relationship.getValue()));
        }
        return results;
    }

    private Result run(String relationship, String service) throws InterruptedException {
        Result result;
        try {
            begin(relationship, service);
            result = new Result(relationship, service, follow(relationship, service), null);
        } catch (LocalStackException e) {
            result = new Result(relationship, service, null, e.getMessage());
        }
        result.lines().forEach(out);
        return result;
    }

    /** Waits for one of the other kind. */
    private void begin(String relationship, String service) throws InterruptedException {
        Optional<JsonNode> begun = services.validate(service, relationship, repair);
        while (begun.isEmpty()) {
            out.accept(relationship + ": waiting for another validation to end");
            follow(relationship, service);
            begun = services.validate(service, relationship, repair);
        }
    }

    /** A service that is away for a moment comes back. */
    private JsonNode follow(String relationship, String service) throws InterruptedException {
        Map<String, String> shown = new HashMap<>();
        long silentSince = 0;
        while (true) {
            try {
                JsonNode now = services.validation(service, relationship);
                silentSince = 0;
                if (!now.path("state").asText().equals("running")) {
                    return now;
                }
                String phase = now.path("phase").asText();
                if (!phase.equals(shown.put(relationship, phase))) {
                    out.accept(relationship + ": " + phase);
                }
            } catch (LocalStackException e) {
                silentSince = silentSince == 0 ? System.nanoTime() : silentSince;
                if (System.nanoTime() - silentSince > NO_ANSWER.toNanos()) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
