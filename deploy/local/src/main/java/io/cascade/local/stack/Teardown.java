/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be stopped, in which order. Works at any moment, also while parts are still starting. */
final class Teardown implements AutoCloseable {

    /** First to last: nothing loses what it depends on before it has stopped itself. */
    enum Phase {
        SERVICES,
        CONNECT,
        KAFKA,
        POSTGRES,
        FILES
    }

    private static final Logger LOG = LoggerFactory.getLogger(Teardown.class);

    private final Map<Phase, List<AutoCloseable>> parts = new EnumMap<>(Phase.class);
    private boolean closing;

    /** Takes charge of a part that has just started; stops it again at once when the stack is being stopped. */
    <T extends AutoCloseable> T add(Phase phase, T part) {
        synchronized (this) {
            if (!closing) {
                parts.computeIfAbsent(phase, unused -> new ArrayList<>()).add(part);
                return part;
            }
        }
        close(part);
        throw new CancellationException("the stack is being stopped");
    }

    synchronized boolean isEmpty() {
        return parts.isEmpty();
    }

    synchronized void startClosing() {
        closing = true;
    }

    /** Does not throw: whatever fails to stop must not keep the rest running. */
    @Override
    public synchronized void close() {
        closing = true;
        for (Phase phase : Phase.values()) {
            List<AutoCloseable> together = parts.remove(phase);
            if (together != null) {
                together.parallelStream().forEach(Teardown::close);
            }
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atError()
                    .addKeyValue("part", part.getClass().getSimpleName())
                    .setCause(e)
                    .log("did not stop cleanly");
        }
    }
}
