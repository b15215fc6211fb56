/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.impact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.contracts.Relationship;
import io.cascade.engine.impact.DependentClient;
import io.cascade.engine.impact.ImpactQuestion;
import io.cascade.engine.impact.RelationshipImpact;
import io.cascade.quarkus.config.PeerToken;
import io.cascade.quarkus.config.Peers;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Asks by the admin API of the child's service. */
@Singleton
class HttpDependents implements DependentClient {

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final Peers peers;
    private final PeerToken token;
    private final ObjectMapper json;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    HttpDependents(Peers peers, PeerToken token, ObjectMapper json) {
        this.peers = peers;
        this.token = token;
        this.json = json;
    }

    @Override
    public CompletableFuture<RelationshipImpact> ask(Relationship relationship, ImpactQuestion question) {
        String service = relationship.child().service();
        Optional<URI> peer = peers.of(service);
        if (peer.isEmpty()) {
            return CompletableFuture.completedFuture(RelationshipImpact.unknown(
                    relationship, question.level(), "CASCADE_PEERS has no URL for " + service));
        }
        return client.sendAsync(request(peer.get(), question), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> answer(relationship, question, response))
                .completeOnTimeout(
                        RelationshipImpact.unknown(relationship, question.level(), service + " did not answer in time"),
                        question.timeout().toMillis(),
                        TimeUnit.MILLISECONDS)
                .exceptionally(failure ->
                        RelationshipImpact.unknown(relationship, question.level(), explain(service, failure)));
    }

    private HttpRequest request(URI peer, ImpactQuestion question) {
        try {
            return token.show(HttpRequest.newBuilder(
                            URI.create(peer + "/relationships/" + question.relationship() + "/impact")))
                    .timeout(question.timeout())
                    .header("Accept", "application/json")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(ImpactRequest.of(question))))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private RelationshipImpact answer(
            Relationship relationship, ImpactQuestion question, HttpResponse<String> response) {
        String service = relationship.child().service();
        if (response.statusCode() != 200) {
            return RelationshipImpact.unknown(
                    relationship, question.level(), service + " answered " + response.statusCode());
        }
        try {
            return json.readValue(response.body(), RelationshipImpactView.class).impact();
        } catch (JsonProcessingException | RuntimeException e) {
            return RelationshipImpact.unknown(
                    relationship, question.level(), service + " answered something that is no impact");
        }
    }

    private static String explain(String service, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        boolean away = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return service + (away ? " cannot be reached" : " did not answer");
    }
}
