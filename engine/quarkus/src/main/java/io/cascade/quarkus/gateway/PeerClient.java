/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import io.cascade.quarkus.gateway.PeerAnswer.Body;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends a request to another service, and gives up in time. */
@Singleton
class PeerClient {

    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration PROBE = Duration.ofSeconds(2);

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
    private final Duration patience;

    @Inject
    PeerClient() {
        this(ANSWER);
    }

    /** @param patience for a whole answer, its body included; of a stream of events until it begins */
    PeerClient(Duration patience) {
        this.patience = patience;
    }

    /**
     * @param content null for none
     * @throws PeerException when there is no whole answer in time
     */
    PeerAnswer send(String service, String method, URI uri, Map<String, String> headers, byte @Nullable [] content) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(patience)
                .method(
                        method,
                        content == null || content.length == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(content));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<Body>> sent = client.sendAsync(request.build(), PeerClient::body);
        try {
            HttpResponse<Body> response = sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new PeerAnswer(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw late(service, e);
        } catch (ExecutionException e) {
            throw failure(service, e.getCause());
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new PeerException(PeerException.Kind.LATE, "interrupted while asking " + service, e);
        }
    }

    /** Whether somebody answers there at all, ready or not. Never fails. */
    CompletableFuture<Boolean> probe(URI peer) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(peer + "/q/health/live"))
                .timeout(PROBE)
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(response -> response.statusCode() < 500)
                .completeOnTimeout(false, PROBE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> false);
    }

    private static BodySubscriber<Body> body(ResponseInfo response) {
        boolean events = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
        return events
                ? BodySubscribers.mapping(BodySubscribers.ofInputStream(), Body.Events::new)
                : BodySubscribers.mapping(BodySubscribers.ofByteArray(), Body.Whole::new);
    }

    private PeerException failure(String service, Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new PeerException(PeerException.Kind.AWAY, service + " cannot be reached", cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return late(service, cause);
        }
        String what = cause instanceof IOException ? " broke off its answer" : " could not be asked";
        return new PeerException(PeerException.Kind.BROKEN, service + what, cause);
    }

    private PeerException late(String service, Throwable cause) {
        return new PeerException(
                PeerException.Kind.LATE, service + " did not answer within " + patience.toMillis() + " ms", cause);
    }
}
