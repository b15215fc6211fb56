/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install;

import java.util.function.Consumer;
import org.jooq.DSLContext;

/** Lets one instance of a service install at a time; the others wait and then find the work done. */
public final class InstallLock {

    /** Any number will do, as long as nobody else in the database takes it: the bytes of "cascade". */
    static final long KEY = 0x63617363616465L;

    private InstallLock() {}

    /** Runs the work on one connection that holds the lock, outside of a transaction. */
    public static void holding(DSLContext dsl, Consumer<DSLContext> work) {
        dsl.connection(connection -> {
            DSLContext locked =
                    org.jooq.impl.DSL.using(connection, dsl.configuration().dialect());
            locked.execute("SELECT pg_advisory_lock(?)", KEY);
            try {
                work.accept(locked);
            } finally {
                locked.execute("SELECT pg_advisory_unlock(?)", KEY);
            }
        });
    }
}
