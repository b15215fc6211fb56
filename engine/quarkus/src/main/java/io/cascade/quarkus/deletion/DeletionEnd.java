/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.engine.deletion.Deletion;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Waits for a deletion's end, without a thread. */
@Singleton
class DeletionEnd {

    private final DeletionWatch watch;

    DeletionEnd(DeletionWatch watch) {
        this.watch = watch;
    }

    static boolean reached(Deletion deletion) {
        return deletion.state() == Deletion.State.SETTLED || deletion.state() == Deletion.State.FAILED;
    }

    /** The deletion at its end, or as it was last seen when the patience is over or the service stops. */
    Uni<Deletion> of(Deletion now, Duration patience) {
        if (reached(now) || patience.isZero()) {
            return Uni.createFrom().item(now);
        }
        AtomicReference<Deletion> last = new AtomicReference<>(now);
        return Uni.createFrom()
                .<Deletion>emitter(emitter -> {
                    DeletionWatch.Watcher watcher = new Waiting(last, emitter);
                    emitter.onTermination(() -> watch.remove(now.id(), watcher));
                    watch.add(now.id(), watcher);
                })
                .ifNoItem()
                .after(patience)
                .recoverWithItem(last::get);
    }

    private record Waiting(AtomicReference<Deletion> last, UniEmitter<? super Deletion> emitter)
            implements DeletionWatch.Watcher {

        @Override
        public void news(@Nullable Deletion deletion) {
            if (deletion == null) {
                return;
            }
            last.set(deletion);
            if (reached(deletion)) {
                emitter.complete(deletion);
            }
        }

        @Override
        public void end() {
            emitter.complete(last.get());
        }
    }
}
