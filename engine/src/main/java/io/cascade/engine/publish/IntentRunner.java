/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.ParentTable;
import io.cascade.engine.kafka.Failures;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the deletions that began here and had to be asked for, on a thread of its own. */
public final class IntentRunner implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(IntentRunner.class);

    /** How late a deadline may be noticed, or an approval that another instance has received. */
    private static final long LOOK_NANOS = 500_000_000L;

    private final IntentExecution execution;
    private final Thread thread = new Thread(this::run, "cascade-intents");
    private volatile boolean stopping;

    public IntentRunner(DSLContext dsl, String service, Collection<ParentTable> parents) {
        this.execution = new IntentExecution(dsl, service, parents);
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks at once whether something is approved. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                execution.round();
            } catch (RuntimeException e) {
                LOGGER.atWarn()
                        .addKeyValue("error", Failures.describe(e))
                        .log("Ending deletions that were asked for failed and will be retried");
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }
}
