/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.local.host.LocalStackException;
import io.cascade.oracle.history.Operation.Request;
import io.cascade.oracle.run.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Function;

/** Sends requests to the services of the example. */
final class ExampleRest implements Function<Request, Answer> {

    private static final int NOT_FOUND = 404;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Function<String, URI> services;

    /** @param services where they are, by name */
    ExampleRest(Function<String, URI> services) {
        this.services = services;
    }

    @Override
    public Answer apply(Request request) {
        HttpRequest sent = HttpRequest.newBuilder(
                        services.apply(request.service()).resolve(request.path()))
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .method(
                        request.method(),
                        request.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()))
                .build();
        try {
            int status = http.send(sent, BodyHandlers.ofString()).statusCode();
            if (status / 100 == 2) {
                return new Answer.Done(1);
            }
            return status == NOT_FOUND ? new Answer.Done(0) : new Answer.Refused(Integer.toString(status));
        } catch (IOException e) {
            throw new LocalStackException(request.method() + " " + sent.uri() + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted", e);
        }
    }
}
