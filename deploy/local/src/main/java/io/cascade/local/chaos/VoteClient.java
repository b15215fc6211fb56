/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.History.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks for rows to be deleted that others hold now and then; and tries it without asking, which has to be refused. */
final class VoteClient implements Client {

    /** So few that a key is asked for again and again, and comes back after it has gone. */
    private static final int KEYS = 40;

    /** Of so many owners one is held for good by some: what is let go later excuses what was lost before. */
    private static final int HELD_FOR_GOOD = 8;

    private static final int MOST_ASKED = 8;
    private static final int MOST_UNCERTAIN = 10;
    private static final String PATIENCE = "15 s";

    /** A deletion whose end is not known yet. */
    private record Asked(Row owner, UUID deletion) {}

    /** What these rows are for is no load, of which others make enough. */
    private static final Duration SLOWLY = Duration.ofMillis(20);

    private final SplittableRandom random;
    private final Session session;
    private final History history;
    private final TreeSet<Long> absent = new TreeSet<>();
    private final List<Row> owners = new ArrayList<>();
    private final List<Row> holders = new ArrayList<>();
    /** Holders that may be there although their insert is not known to have succeeded, or whose owner may go. */
    private final List<Long> uncertain = new ArrayList<>();

    private final List<Asked> asked = new ArrayList<>();
    private long nextId;

    /** @param firstId and the following are this client's, of all tables */
    VoteClient(long seed, long firstId, Session session, History history) {
        this.random = new SplittableRandom(seed);
        this.session = session;
        this.history = history;
        for (long key = firstId; key < firstId + KEYS; key++) {
            absent.add(key);
        }
        this.nextId = firstId + KEYS;
    }

    @Override
    public void act() throws SQLException {
        Waiting.pause(SLOWLY);
        int choice = random.nextInt(100);
        if (choice < 20 || owners.isEmpty()) {
            createOwner();
        } else if (choice < 44) {
            hold(anOwner());
        } else if (choice < 68) {
            letGo();
        } else if (choice < 80) {
            ask(anOwner());
        } else if (choice < 84) {
            holdInAnOpenTransaction(anOwner());
        } else if (choice < 87) {
            deleteWithoutAsking(anOwner());
        } else {
            lookHowTheyEnded();
        }
    }

    private Row anOwner() {
        return owners.get(random.nextInt(owners.size()));
    }

    private void createOwner() throws SQLException {
        if (absent.isEmpty()) {
            return;
        }
        long key = List.copyOf(absent).get(random.nextInt(absent.size()));
        Row owner = session.insert(Level.OWNERS, key);
        if (owner == null && isThere(key)) {
            // A deletion or an insert of unknown end has left it. It can be asked for, and proves nothing.
            owner = new Row(Level.OWNERS, key, null, Long.MAX_VALUE);
        }
        if (owner != null) {
            absent.remove(key);
            owners.add(owner);
        }
    }

    private boolean isThere(long key) throws SQLException {
        return session.number(Level.OWNERS, "SELECT count(*) FROM chaos.owners WHERE id = ?", key)
                        .orElse(0)
                > 0;
    }

    private void hold(Row owner) throws SQLException {
        long id = nextId++;
        Row holder = session.insert(Level.HOLDERS, owner, id);
        if (holder == null) {
            uncertain.add(id);
        } else if (owner.id() % HELD_FOR_GOOD != 0 || holder.id() % 2 != 0) {
            holders.add(holder);
        }
    }

    private void letGo() throws SQLException {
        if (!holders.isEmpty()) {
            Row holder = holders.remove(random.nextInt(holders.size()));
            session.delete(List.of(holder));
            if (!holder.mustExist()) {
                uncertain.add(holder.id());
            }
        }
        if (uncertain.size() >= MOST_UNCERTAIN) {
            long deleted = session.update(Level.HOLDERS, "DELETE FROM chaos.holders WHERE id = ANY (?)", (Object)
                    uncertain.toArray(Long[]::new));
            if (deleted > 0 || uncertain.size() >= 10 * MOST_UNCERTAIN) {
                uncertain.clear();
            }
        }
    }

    /** It need not be there from now on, until it is certain that it stays. */
    private void ask(Row owner) throws SQLException {
        if (asked.size() >= MOST_ASKED) {
            lookHowTheyEnded();
            return;
        }
        owners.remove(owner);
        owner.endangered();
        try (PreparedStatement request = session.connection(Level.OWNERS)
                .prepareStatement("SELECT cascade.request_deletion('chaos.owners', 'id = " + owner.id() + "', '"
                        + PATIENCE + "')")) {
            UUID deletion = deletion(request);
            if (deletion == null) {
                // It is not there: a deletion of unknown end has been executed, or a backup does not have it.
                absent.add(owner.id());
            } else {
                asked.add(new Asked(owner, deletion));
            }
        } catch (SQLException e) {
            if (session.failed(Level.OWNERS, e)) {
                owner.spared();
                owners.add(owner);
            } else {
                absent.add(owner.id());
            }
        }
    }

    private static @Nullable UUID deletion(PreparedStatement request) throws SQLException {
        try (ResultSet result = request.executeQuery()) {
            result.next();
            return result.getObject(1, UUID.class);
        }
    }

    /** The question finds the key locked, and has to wait for what comes of it. */
    private void holdInAnOpenTransaction(Row owner) throws SQLException {
        Connection connection = session.connection(Level.HOLDERS);
        long id = nextId++;
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO chaos.holders (id, owner_id) VALUES (?, ?)")) {
            connection.setAutoCommit(false);
            uncertain.add(id);
            insert.setLong(1, id);
            insert.setLong(2, owner.id());
            insert.executeUpdate();
            ask(owner);
            Waiting.pause(Duration.ofMillis(random.nextInt(400)));
            connection.commit();
            connection.setAutoCommit(true);
            uncertain.remove(id);
            Row holder = new Row(Level.HOLDERS, id, owner, 0);
            history.inserted(holder);
            holders.add(holder);
        } catch (SQLException e) {
            history.count(Session.isUnknown(e) ? Outcome.UNKNOWN : Outcome.REFUSED, 1);
            session.drop(Level.HOLDERS);
        }
    }

    private void deleteWithoutAsking(Row owner) throws SQLException {
        owner.endangered();
        try (PreparedStatement delete = session.connection(Level.OWNERS)
                .prepareStatement("DELETE FROM chaos.owners WHERE id = " + owner.id())) {
            // Nobody guards a row that is not there.
            history.count(Outcome.UNGUARDED, delete.executeUpdate());
        } catch (SQLException e) {
            session.failed(Level.OWNERS, e);
        }
        // Even an answer that got lost on its way cannot have been that it is gone.
        owner.spared();
    }

    private void lookHowTheyEnded() throws SQLException {
        for (Iterator<Asked> each = asked.iterator(); each.hasNext(); ) {
            Asked deletion = each.next();
            Optional<String> state = state(deletion);
            if (state.isEmpty()) {
                return;
            }
            switch (state.get()) {
                case "executed" -> {
                    each.remove();
                    absent.add(deletion.owner().id());
                    history.count(Outcome.DELETED, 1);
                }
                case "refused" -> {
                    each.remove();
                    deletion.owner().spared();
                    owners.add(deletion.owner());
                    history.count(Outcome.REFUSED, 1);
                }
                case "unknown" -> {
                    // A backup has come back that does not have it.
                    each.remove();
                    absent.add(deletion.owner().id());
                }
                default -> {
                    // Others have not all answered yet.
                }
            }
        }
    }

    /** Empty while the server does not answer. */
    private Optional<String> state(Asked deletion) throws SQLException {
        return session.text(
                Level.OWNERS,
                "SELECT coalesce((SELECT state FROM cascade.intent WHERE upstream_event IS NULL AND deletion_id = '"
                        + deletion.deletion() + "'), 'unknown')");
    }

    @Override
    public void close() {
        session.close();
    }
}
