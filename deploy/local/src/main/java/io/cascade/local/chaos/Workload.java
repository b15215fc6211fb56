/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Clients that write at the same time until they are told to pause. */
final class Workload implements AutoCloseable {

    private static final int SINGLES = 3;
    private static final long KEYS_OF_A_CLIENT = 100_000_000_000L;
    private static final long BULK_KEYS = 1_000_000_000L;
    private static final Duration RETRY = Duration.ofMillis(200);

    private final History history = new History();
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore bulkDeletes = new Semaphore(0);
    private final Object gate = new Object();
    private int working;
    private boolean paused = true;
    private boolean closed;

    Workload(ChaosStack stack, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Level, Db> databases = new EnumMap<>(Level.class);
        for (Level level : Level.values()) {
            databases.put(level, stack.site(level.service()).db());
        }
        for (int i = 1; i <= SINGLES; i++) {
            clients.add(new SingleClient(
                    random.nextLong(),
                    i * KEYS_OF_A_CLIENT,
                    new Session(databases, history),
                    history,
                    stack.site(ChaosContracts.PARENT).service().url()));
        }
        clients.add(new BulkClient(
                random.nextLong(), BULK_KEYS, new Session(databases, history), history, bulkDeletes::release));
        clients.add(new ReferrerClient(
                random.nextLong(), (SINGLES + 1) * KEYS_OF_A_CLIENT, new Session(databases, history), Level.NOTES));
        clients.add(new VoteClient(
                random.nextLong(), (SINGLES + 2) * KEYS_OF_A_CLIENT, new Session(databases, history), history));
        clients.add(new ReferrerClient(
                random.nextLong(), (SINGLES + 3) * KEYS_OF_A_CLIENT, new Session(databases, history), Level.TAGS));
        clients.add(new UndoClient(
                random.nextLong(),
                (SINGLES + 4) * KEYS_OF_A_CLIENT,
                new Session(databases, history),
                history,
                stack.site(ChaosContracts.PARENT).service().url()));
        for (Client client : clients) {
            Thread thread = new Thread(() -> work(client), "chaos-client");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    History history() {
        return history;
    }

    void resume() {
        bulkDeletes.drainPermits();
        synchronized (gate) {
            paused = false;
            gate.notifyAll();
        }
    }

    /** Returns when no client is in the middle of anything. */
    void pause() throws InterruptedException {
        synchronized (gate) {
            paused = true;
            while (working > 0) {
                gate.wait();
            }
        }
    }

    /** Returns just after a delete of many rows, or when that takes too long. */
    void awaitBulkDelete(Duration patience) throws InterruptedException {
        bulkDeletes.drainPermits();
        bulkDeletes.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean enter() throws InterruptedException {
        synchronized (gate) {
            while (paused && !closed) {
                gate.wait();
            }
            working += closed ? 0 : 1;
            return !closed;
        }
    }

    private void leave() {
        synchronized (gate) {
            working--;
            gate.notifyAll();
        }
    }

    private void work(Client client) {
        try (client) {
            while (enter()) {
                try {
                    client.act();
                } catch (SQLException away) {
                    Waiting.pause(RETRY);
                } finally {
                    leave();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LocalStackException e) {
            if (!Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        synchronized (gate) {
            closed = true;
            gate.notifyAll();
        }
        threads.forEach(Thread::interrupt);
    }
}
