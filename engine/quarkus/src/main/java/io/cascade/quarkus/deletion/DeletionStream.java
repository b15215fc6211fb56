/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.engine.deletion.Deletion;
import io.cascade.quarkus.problem.Problems;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A deletion as server-sent events: as it is now, and again at each change, until its end. */
@Singleton
public class DeletionStream {

    /** Each costs a connection and a little memory. */
    static final int MOST = 1000;

    /** Shorter than proxies wait for. */
    private static final long HEARTBEAT_NANOS = Duration.ofSeconds(10).toNanos();

    private static final String EVENT = "deletion";

    private final DeletionWatch watch;
    private final DeletionViews views;
    private final AtomicInteger open = new AtomicInteger();

    DeletionStream(DeletionWatch watch, DeletionViews views) {
        this.watch = watch;
        this.views = views;
    }

    /** @throws RuntimeException a problem when there are too many streams */
    public Multi<OutboundSseEvent> of(Deletion now, Sse sse) {
        if (open.get() >= MOST) {
            throw Problems.unavailable(MOST + " streams of events are open; there is no room for another");
        }
        return Multi.createFrom()
                .emitter(
                        emitter -> {
                            Stream stream = new Stream(emitter, sse, views);
                            open.incrementAndGet();
                            emitter.onTermination(() -> {
                                watch.remove(now.id(), stream);
                                open.decrementAndGet();
                            });
                            stream.news(now);
                            if (!DeletionEnd.reached(now)) {
                                watch.add(now.id(), stream);
                            }
                        },
                        BackPressureStrategy.BUFFER);
    }

    private static final class Stream implements DeletionWatch.Watcher {

        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private final Sse sse;
        private final DeletionViews views;
        private @Nullable DeletionView last;
        private long sentAt = System.nanoTime();

        Stream(MultiEmitter<? super OutboundSseEvent> emitter, Sse sse, DeletionViews views) {
            this.emitter = emitter;
            this.sse = sse;
            this.views = views;
        }

        /** A reader that is slow misses what is between, never the end. */
        @Override
        public void news(@Nullable Deletion deletion) {
            if (deletion == null) {
                emitter.complete();
                return;
            }
            boolean end = DeletionEnd.reached(deletion);
            DeletionView view = views.summary(deletion);
            if (!view.equals(last) && (end || last == null || emitter.requested() > 0)) {
                last = view;
                emit(sse.newEventBuilder()
                        .name(EVENT)
                        .data(DeletionView.class, view)
                        .build());
            }
            if (end) {
                emitter.complete();
            }
        }

        @Override
        public void quiet() {
            if (System.nanoTime() - sentAt >= HEARTBEAT_NANOS && emitter.requested() > 0) {
                emit(sse.newEventBuilder().comment("still there").build());
            }
        }

        @Override
        public void end() {
            emitter.complete();
        }

        private void emit(OutboundSseEvent event) {
            sentAt = System.nanoTime();
            emitter.emit(event);
        }
    }
}
