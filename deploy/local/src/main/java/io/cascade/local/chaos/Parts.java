/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has started, and is to end in the opposite order, at any moment and whatever state a fault has left it in. */
final class Parts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private boolean closed;

    /** Takes charge of it; ends it at once when the rest has ended already. */
    <T extends AutoCloseable> T own(T part) {
        synchronized (this) {
            if (!closed) {
                started.push(part);
                return part;
            }
        }
        end(part);
        throw new CancellationException("the stack is being stopped");
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        AutoCloseable part = next();
        while (part != null) {
            end(part);
            part = next();
        }
    }

    private synchronized @org.jspecify.annotations.Nullable AutoCloseable next() {
        return started.poll();
    }

    private static void end(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("did not stop cleanly");
        }
    }
}
