/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.local.chaos.History.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** Deletes rows with all that refers to them, and has them brought back. */
final class UndoClient implements Client {

    private static final int ALBUMS = 15;
    private static final int MOST_DELETED = 5;
    private static final int PHOTOS = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What these rows are for is no load, of which others make enough. */
    private static final Duration SLOWLY = Duration.ofMillis(20);

    private record Album(Row row, List<Row> photos) {}

    private record Deleted(Album album, UUID deletion) {}

    private final SplittableRandom random;
    private final Session session;
    private final History history;
    private final URI service;
    private final List<Album> albums = new ArrayList<>();
    private final Deque<Deleted> deleted = new ArrayDeque<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private long nextId;

    /**
     * @param firstId and the following are this client's, of all tables
     * @param service where its deletions begin
     */
    UndoClient(long seed, long firstId, Session session, History history, URI service) {
        this.random = new SplittableRandom(seed);
        this.session = session;
        this.history = history;
        this.service = service;
        this.nextId = firstId;
    }

    @Override
    public void act() throws SQLException {
        Waiting.pause(SLOWLY);
        albums.removeIf(album -> !album.row().mustExist());
        int choice = random.nextInt(100);
        if (albums.isEmpty() || (choice < 15 && albums.size() < ALBUMS)) {
            Row row = session.insert(Level.ALBUMS, nextId++);
            if (row != null) {
                albums.add(new Album(row, new ArrayList<>()));
            }
        } else if (choice < 65) {
            add(albums.get(random.nextInt(albums.size())));
        } else if (choice < 75) {
            if (deleted.size() < MOST_DELETED) {
                Album album = albums.remove(random.nextInt(albums.size()));
                session.deletion(album.row()).ifPresent(deletion -> deleted.add(new Deleted(album, deletion)));
            }
        } else if (!deleted.isEmpty()) {
            Deleted oldest = deleted.remove();
            if (!isOver(oldest)) {
                deleted.add(oldest);
            }
        }
    }

    private void add(Album album) throws SQLException {
        if (album.photos().size() < PHOTOS) {
            Row photo = session.insert(Level.PHOTOS, album.row(), nextId++);
            if (photo != null) {
                album.photos().add(photo);
            }
        }
    }

    /** Has it restored when that is possible. */
    private boolean isOver(Deleted each) {
        Optional<HttpResponse<String>> answer = request("GET", "/deletions/" + each.deletion());
        if (answer.isEmpty()) {
            return false;
        }
        if (answer.get().statusCode() == 404) {
            // A backup has come back that does not have it.
            return true;
        }
        JsonNode deletion = read(answer.get().body());
        String restoration = deletion.path("restoration").path("state").asText();
        if (restoration.equals("restored")) {
            back(each.album());
            return true;
        }
        // Also again, what could not come back at first because something was not there yet.
        if (deletion.path("restorable").asBoolean() && !restoration.equals("running")) {
            request("POST", "/deletions/" + each.deletion() + "/restore");
        }
        return false;
    }

    private void back(Album album) {
        album.row().spared();
        history.back(album.row());
        album.photos().forEach(history::back);
        albums.add(album);
        history.count(Outcome.RESTORED, 1);
    }

    /** Empty while the service does not answer. */
    private Optional<HttpResponse<String>> request(String method, String path) {
        try {
            return Optional.of(http.send(
                            HttpRequest.newBuilder(service.resolve(path))
                                    .timeout(TIMEOUT)
                                    .method(method, BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString()))
                    .filter(response -> response.statusCode() < 500);
        } catch (IOException away) {
            history.count(Outcome.UNKNOWN, 1);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that is no JSON: " + body, e);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
