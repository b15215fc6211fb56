/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.Relationship;
import io.cascade.engine.kafka.Failures;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Backfills what was asked for, one relationship after the other, on a thread of its own. */
public final class BackfillRunner implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(BackfillRunner.class);

    /** Another instance may have noted a request, or what failed may be mended. */
    private static final long LOOK_NANOS = 5_000_000_000L;

    private final DSLContext dsl;
    private final List<Relationship> relationships;
    private final Thread thread = new Thread(this::run, "cascade-backfill");
    private volatile boolean stopping;

    public BackfillRunner(DSLContext dsl, List<Relationship> relationships) {
        this.dsl = dsl;
        this.relationships = List.copyOf(relationships);
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
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

    /** Looks at once whether something was asked for. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopping) {
            for (Relationship relationship : relationships) {
                Backfill backfill = new Backfill(dsl, relationship);
                boolean more = true;
                while (more && !stopping) {
                    more = step(backfill, relationship);
                }
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private boolean step(Backfill backfill, Relationship relationship) {
        try {
            return backfill.step();
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("relationship", relationship.name())
                    .addKeyValue("error", Failures.describe(e))
                    .log("Publishing existing keys failed and will be retried");
            return false;
        }
    }
}
