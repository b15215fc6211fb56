/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install;

import io.cascade.engine.sql.SqlStates;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs generated statements, in one transaction, without keeping the application's own transactions waiting for long. */
public final class Ddl {

    private static final Logger LOGGER = LoggerFactory.getLogger(Ddl.class);

    /** What queues behind a lock request waits as long as it does; so the request gives up and tries again. */
    static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 20;

    private Ddl() {}

    /** Runs the statements once; a lock that cannot be had is tried for about a minute. */
    public static void run(DSLContext dsl, List<String> statements) {
        for (int attempt = 1; ; attempt++) {
            try {
                dsl.transaction(tx -> {
                    tx.dsl().execute("SET LOCAL lock_timeout = " + LOCK_TIMEOUT.toMillis());
                    statements.forEach(sql -> execute(tx.dsl(), sql));
                });
                return;
            } catch (RuntimeException e) {
                boolean busy = SqlStates.of(e)
                        .filter(SqlStates.LOCK_NOT_AVAILABLE::equals)
                        .isPresent();
                if (!busy || attempt == ATTEMPTS) {
                    throw e;
                }
                LOGGER.atWarn()
                        .addKeyValue("attempt", attempt)
                        .log("A table is locked by a long transaction; installation waits for it");
                pause();
            }
        }
    }

    /** Lets through those who have queued up behind the request. */
    private static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("interrupted while waiting for a lock");
        }
    }

    /** Runs one generated statement by plain JDBC: jOOQ would look for its own placeholders in function bodies. */
    public static void execute(DSLContext dsl, String sql) {
        dsl.connection(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
    }
}
