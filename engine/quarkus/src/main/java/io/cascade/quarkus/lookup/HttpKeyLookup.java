/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.contracts.Relationship;
import io.cascade.engine.key.KeyLookup;
import io.cascade.quarkus.config.PeerToken;
import io.cascade.quarkus.config.Peers;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks the parent's service by its admin API. Short time-outs: a caller's insert waits for the answer. */
@Singleton
class HttpKeyLookup implements KeyLookup {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Peers peers;
    private final PeerToken token;
    private final ObjectMapper json;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    HttpKeyLookup(Peers peers, PeerToken token, ObjectMapper json) {
        this.peers = peers;
        this.token = token;
        this.json = json;
    }

    @Override
    public Answer ask(Relationship relationship, List<String> key) {
        String service = relationship.parent().service();
        Optional<URI> peer = peers.of(service);
        if (peer.isEmpty()) {
            return new Answer.Unknown("cascade.peers (CASCADE_PEERS) has no URL for " + service);
        }
        try {
            HttpRequest request = token.show(HttpRequest.newBuilder(uri(peer.get(), relationship.name(), key)))
                    .timeout(TIMEOUT)
                    .header("Accept", "application/json")
                    .build();
            return answer(service, client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return new Answer.Unknown(service + " did not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unknown("interrupted while asking " + service);
        } catch (RuntimeException e) {
            return new Answer.Unknown(service + " could not be asked: " + e);
        }
    }

    @Override
    public boolean reaches(String service) {
        return peers.of(service).isPresent();
    }

    private static URI uri(URI peer, String relationship, List<String> key) {
        String query = key.stream()
                .map(value -> "key=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(peer + "/relationships/" + relationship + "/keys?" + query);
    }

    private Answer answer(String service, HttpResponse<String> response) throws JsonProcessingException {
        if (response.statusCode() != 200) {
            return new Answer.Unknown(service + " answered " + response.statusCode());
        }
        JsonNode body = json.readTree(response.body());
        if (body.path("present").isBoolean() && !body.path("present").booleanValue()) {
            return new Answer.Absent();
        }
        if (body.path("present").asBoolean() && body.path("version").isIntegralNumber()) {
            return new Answer.Present(body.path("version").longValue());
        }
        return new Answer.Unknown(service + " answered something that is no key look-up");
    }
}
