/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a service needs around it, both started at once. The contracts are those of this project. SQL given as
 * {@code schema} runs first, as the service's role.
 */
public final class ServiceBackends implements QuarkusTestResourceLifecycleManager {

    private @Nullable TestPostgres postgres;
    private @Nullable TestKafka kafka;

    private String schema = "";

    @Override
    public void init(Map<String, String> arguments) {
        schema = arguments.getOrDefault("schema", "");
    }

    @Override
    public Map<String, String> start() {
        CompletableFuture<TestKafka> starting =
                CompletableFuture.supplyAsync(TestKafka::start, ServiceBackends::onNewThread);
        TestPostgres database = TestPostgres.start(schema);
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

    /** Not on the common pool, whose threads have another class loader than the test's: Kafka looks classes up by it. */
    private static void onNewThread(Runnable work) {
        new Thread(work, "kafka-start").start();
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
