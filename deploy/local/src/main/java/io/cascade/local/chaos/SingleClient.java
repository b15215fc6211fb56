/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.History.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Works on single rows of a few keys of its own, which it deletes and creates again and again. */
final class SingleClient implements Client {

    /** So few that a key comes back while something of its former life may still be on its way. */
    private static final int KEYS = 30;

    private static final int MOST_ROWS = 400;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final SplittableRandom random;
    private final Session session;
    private final History history;
    private final URI parentService;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TreeSet<Long> absent = new TreeSet<>();
    private final List<Row> parents = new ArrayList<>();
    private final List<Row> children = new ArrayList<>();
    private long nextId;

    /** @param firstKey and the following ids, on all levels, are this client's */
    SingleClient(long seed, long firstKey, Session session, History history, URI parentService) {
        this.random = new SplittableRandom(seed);
        this.session = session;
        this.history = history;
        this.parentService = parentService;
        for (long key = firstKey; key < firstKey + KEYS; key++) {
            absent.add(key);
        }
        this.nextId = firstKey + KEYS;
    }

    @Override
    public void act() throws SQLException {
        int choice = random.nextInt(100);
        if (choice < 25 || parents.isEmpty()) {
            createParent();
        } else if (choice < 60) {
            addChild();
        } else if (choice < 78) {
            addGrandchild();
        } else if (choice < 84) {
            deleteParent();
        } else if (choice < 87) {
            deleteByRest();
        } else if (choice < 91) {
            deleteChild();
        } else if (choice < 95) {
            lateChild();
        } else {
            childInAnOpenTransaction();
        }
        if (children.size() > MOST_ROWS) {
            children.removeIf(row -> !row.mustExist());
        }
    }

    private void createParent() throws SQLException {
        if (absent.isEmpty()) {
            return;
        }
        long key = List.copyOf(absent).get(random.nextInt(absent.size()));
        Row row = session.insert(Level.PARENTS, key);
        if (row != null) {
            absent.remove(key);
            parents.add(row);
        }
    }

    private void addChild() throws SQLException {
        Row child = session.insert(Level.CHILDREN, parents.get(random.nextInt(parents.size())), nextId++);
        if (child != null) {
            children.add(child);
        }
    }

    private void addGrandchild() throws SQLException {
        if (!children.isEmpty()) {
            session.insert(Level.GRANDCHILDREN, children.get(random.nextInt(children.size())), nextId++);
        }
    }

    private void deleteParent() throws SQLException {
        Row parent = parents.get(random.nextInt(parents.size()));
        if (session.delete(List.of(parent))) {
            gone(parent);
        }
    }

    private void deleteChild() throws SQLException {
        if (!children.isEmpty()) {
            Row child = children.remove(random.nextInt(children.size()));
            session.delete(List.of(child));
        }
    }

    private void deleteByRest() {
        Row parent = parents.get(random.nextInt(parents.size()));
        parent.endangered();
        try {
            int status = http.send(
                            HttpRequest.newBuilder(parentService.resolve("/parents/" + parent.id()))
                                    .timeout(TIMEOUT)
                                    .DELETE()
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            if (status / 100 == 2 || status == 404) {
                history.count(Outcome.DELETED, 1);
                gone(parent);
            } else {
                history.count(Outcome.UNKNOWN, 1);
            }
        } catch (IOException away) {
            history.count(Outcome.UNKNOWN, 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A child for a parent that is gone, but may not be gone in the child's service yet: refused, or accepted and deleted. */
    private void lateChild() throws SQLException {
        Row parent = parents.get(random.nextInt(parents.size()));
        if (session.delete(List.of(parent))) {
            gone(parent);
            session.update(
                    Level.CHILDREN,
                    "INSERT INTO children (id, parent_id, name) VALUES (?, ?, 'late')",
                    nextId++,
                    parent.id());
        }
    }

    /** Its parent is deleted while the transaction is open, so that the consumer finds the key locked. */
    private void childInAnOpenTransaction() throws SQLException {
        Row parent = parents.get(random.nextInt(parents.size()));
        Connection connection = session.connection(Level.CHILDREN);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO children (id, parent_id, name) VALUES (?, ?, 'open')")) {
            connection.setAutoCommit(false);
            insert.setLong(1, nextId++);
            insert.setLong(2, parent.id());
            insert.executeUpdate();
            if (session.delete(List.of(parent))) {
                gone(parent);
            }
            Waiting.pause(Duration.ofMillis(random.nextInt(400)));
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            history.count(Session.isUnknown(e) ? Outcome.UNKNOWN : Outcome.REFUSED, 1);
            session.drop(Level.CHILDREN);
        }
    }

    private void gone(@Nullable Row parent) {
        if (parent != null && parents.remove(parent)) {
            absent.add(parent.id());
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
