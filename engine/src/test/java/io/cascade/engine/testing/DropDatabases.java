/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Drops the databases of a class while the next one runs. All of them together are gigabytes, and PostgreSQL would have to
 * delete them when the JVM ends, which took minutes on a busy machine.
 */
public final class DropDatabases implements AfterAllCallback {

    private static CompletableFuture<Void> dropping = CompletableFuture.completedFuture(null);

    @Override
    public void afterAll(ExtensionContext context) {
        dropping.join();
        List<KeptSessions> databases = TestPostgres.takeToDrop();
        dropping = CompletableFuture.runAsync(() -> databases.forEach(TestPostgres::drop));
    }
}
