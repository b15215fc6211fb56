/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a service needs around it, both started at once. The contracts are those of this project. */
public final class ServiceBackends implements QuarkusTestResourceLifecycleManager {

    private @Nullable TestPostgres postgres;
    private @Nullable TestKafka kafka;

    @Override
    public Map<String, String> start() {
        CompletableFuture<TestKafka> starting = CompletableFuture.supplyAsync(TestKafka::start);
        TestPostgres database = TestPostgres.start();
        postgres = database;
        TestKafka broker = starting.join();
        kafka = broker;
        return Map.of(
                "quarkus.datasource.jdbc.url",
                database.jdbcUrl(),
                "quarkus.datasource.username",
                TestPostgres.ROLE,
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "cascade.contracts",
                "../contracts");
    }

    @Override
    public void stop() {
        try {
            if (kafka != null) {
                kafka.close();
            }
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
