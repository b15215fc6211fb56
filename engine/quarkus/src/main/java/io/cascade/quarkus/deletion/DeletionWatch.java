/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.Deletions;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings news of deletions to all who wait for some: one thread asks the database for all of them together, by one query a
 * round, and rests while nobody waits. So a client that waits holds no thread.
 */
@Singleton
public class DeletionWatch {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeletionWatch.class);

    private static final long ROUND_NANOS = Duration.ofMillis(50).toNanos();
    /** How often one deletion is read at most: each time is a few queries. */
    private static final long AGAIN_NANOS = Duration.ofMillis(100).toNanos();
    /** It is read without a mark's change too: to be stuck is a matter of time. */
    private static final long ANYWAY_NANOS = Duration.ofSeconds(1).toNanos();

    /** Who waits. Called on the watch's thread, so it must be quick. */
    interface Watcher {

        /** @param deletion as it is now; null when it is not there any more */
        void news(@Nullable Deletion deletion);

        /** Nothing has happened for a while. */
        default void quiet() {}

        /** There will be no more news, because the service stops. */
        void end();
    }

    private static final class Watched {
        final List<Watcher> watchers = new CopyOnWriteArrayList<>();

        @Nullable
        Long mark;

        long readAt = System.nanoTime();
    }

    private final Deletions deletions;
    private final Map<UUID, Watched> watched = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "cascade-deletion-watch");
    private volatile boolean stopped;

    DeletionWatch(Deletions deletions) {
        this.deletions = deletions;
    }

    /** Has no effect once the service stops, but that the watcher is told so. */
    void add(UUID deletion, Watcher watcher) {
        watched.compute(deletion, (id, found) -> {
            Watched entry = found == null ? new Watched() : found;
            entry.watchers.add(watcher);
            return entry;
        });
        start();
        LockSupport.unpark(thread);
        if (stopped) {
            watcher.end();
        }
    }

    void remove(UUID deletion, Watcher watcher) {
        watched.computeIfPresent(deletion, (id, entry) -> {
            entry.watchers.remove(watcher);
            return entry.watchers.isEmpty() ? null : entry;
        });
    }

    private synchronized void start() {
        if (!stopped && thread.getState() == Thread.State.NEW) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Before the requests in progress are waited for: these would take the whole of that time. */
    void stopping(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    @PreDestroy
    synchronized void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        watched.values().forEach(entry -> entry.watchers.forEach(Watcher::end));
    }

    private void run() {
        while (!stopped) {
            if (watched.isEmpty()) {
                LockSupport.park(this);
            } else {
                try {
                    round();
                } catch (RuntimeException e) {
                    LOGGER.atDebug().setCause(e).log("Deletions could not be looked at; that is tried again");
                }
                LockSupport.parkNanos(ROUND_NANOS);
            }
        }
    }

    private void round() {
        Map<UUID, Long> marks = deletions.marks(Set.copyOf(watched.keySet()));
        watched.forEach((id, entry) -> {
            long age = System.nanoTime() - entry.readAt;
            Long mark = marks.get(id);
            boolean changed = mark == null || !mark.equals(entry.mark);
            if (age >= (changed ? AGAIN_NANOS : ANYWAY_NANOS)) {
                entry.mark = mark;
                entry.readAt = System.nanoTime();
                Optional<Deletion> deletion = deletions.find(id);
                entry.watchers.forEach(watcher -> watcher.news(deletion.orElse(null)));
            }
            entry.watchers.forEach(Watcher::quiet);
        });
    }
}
