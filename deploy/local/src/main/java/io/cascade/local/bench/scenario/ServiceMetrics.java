/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.stack.RunningService;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What a service tells Prometheus about itself. */
final class ServiceMetrics {

    private static final double MEBIBYTE = 1 << 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String name;
    private final HttpRequest request;

    ServiceMetrics(RunningService service) {
        name = service.name();
        request = HttpRequest.newBuilder(service.url().resolve("/q/metrics")).build();
    }

    String name() {
        return name;
    }

    Reading read() {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Reading(response.body());
        } catch (IOException e) {
            throw new LocalStackException(name + " does not tell its metrics: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while asking for metrics", e);
        }
    }

    /** One answer, in Prometheus's text format. */
    record Reading(String text) {

        /** In use now, garbage included. */
        double heapMebibytes() {
            return sum("jvm_memory_used_bytes{", "area=\"heap\"") / MEBIBYTE;
        }

        /** Of the old generation after the last collection of it; 0 before the first. */
        double liveMebibytes() {
            return sum("jvm_gc_live_data_size_bytes", "") / MEBIBYTE;
        }

        private double sum(String metric, String label) {
            return text.lines()
                    .filter(line -> line.startsWith(metric) && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }
}
