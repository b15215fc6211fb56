/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.contracts.Relationship;
import io.cascade.engine.drift.KeyRanges;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.drift.UnansweredException;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.quarkus.config.PeerToken;
import io.cascade.quarkus.config.Peers;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks the parent's service by its admin API. Nobody waits for it but a validation, and a large table takes its time. */
@Singleton
@Typed(HttpKeySet.class)
public class HttpKeySet implements ParentKeySet {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration SCAN = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Peers peers;
    private final PeerToken token;
    private final ObjectMapper json;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    HttpKeySet(Peers peers, PeerToken token, ObjectMapper json) {
        this.peers = peers;
        this.token = token;
        this.json = json;
    }

    @Override
    public Digests digests(Relationship relationship, KeyRanges of, int moreBits) {
        return post(
                        relationship,
                        "digests",
                        new KeyRangesRequest(of.bits(), of.ranges(), moreBits),
                        DigestsView.class,
                        SCAN)
                .digestsRead();
    }

    @Override
    public KeyBatch keys(Relationship relationship, KeyRanges of) {
        KeyBatch keys = post(
                        relationship,
                        "ranges",
                        new KeyRangesRequest(of.bits(), of.ranges(), null),
                        KeysView.class,
                        SCAN)
                .batch();
        if (keys.columns().size() != relationship.parent().key().size()) {
            throw odd(relationship);
        }
        return keys;
    }

    @Override
    public Look look(Relationship relationship, KeyBatch keys, @Nullable UUID barrier) {
        Look look = post(
                        relationship,
                        "look",
                        new LookRequest(new KeysView(keys.columns()), barrier),
                        LookView.class,
                        LOOK)
                .look();
        if (look.lives().size() != keys.size()) {
            throw odd(relationship);
        }
        return look;
    }

    private <T> T post(Relationship relationship, String what, Object question, Class<T> answer, Duration timeout) {
        String service = relationship.parent().service();
        URI peer = peers.of(service)
                .orElseThrow(() -> new UnansweredException("cascade.peers (CASCADE_PEERS) has no URL for " + service));
        try {
            HttpRequest request = token.show(HttpRequest.newBuilder(
                            URI.create(peer + "/relationships/" + relationship.name() + "/parent-keys/" + what)))
                    .timeout(timeout)
                    .header("Accept", "application/json")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(question)))
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new UnansweredException(service + " answered " + response.statusCode());
            }
            return json.readValue(response.body(), answer);
        } catch (JsonProcessingException e) {
            throw odd(relationship);
        } catch (IOException e) {
            throw new UnansweredException(service + " did not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException("interrupted while asking " + service);
        } catch (UnansweredException e) {
            throw e;
        } catch (RuntimeException e) {
            throw odd(relationship);
        }
    }

    private static UnansweredException odd(Relationship relationship) {
        return new UnansweredException(
                relationship.parent().service() + " answered something that is no comparison of keys");
    }
}
