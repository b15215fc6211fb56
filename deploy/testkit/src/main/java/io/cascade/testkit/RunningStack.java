/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;

/** A stack that has started, whatever it runs on. Safe for use by many threads. */
public interface RunningStack extends AutoCloseable {

    /** Where a deletion may take as long as a slow, shared machine needs for it. */
    Duration PATIENCE = Duration.ofMinutes(2);

    static StackBuilder builder() {
        return new StackBuilder();
    }

    /** Names of the services, as in the contracts. */
    SortedSet<String> services();

    /**
     * One of {@link #services()}.
     *
     * @throws IllegalArgumentException for any other name
     */
    StackService service(String name);

    /** The Kafka broker as this process reaches it: {@code host:port}. */
    String bootstrapServers();

    /** Kafka Connect's REST API. */
    URI connectUrl();

    /** Where Prometheus reads what Kafka Connect and Debezium export; empty where nothing exports it. */
    default Optional<URI> metricsUrl() {
        return Optional.empty();
    }

    /** As {@link #awaitApplied(Duration)}, with {@link #PATIENCE}. */
    default void awaitApplied() {
        awaitApplied(PATIENCE);
    }

    /**
     * Waits until everything that was deleted anywhere, by transactions that have committed, has been applied everywhere, however
     * many services it passes through.
     *
     * @throws AssertionError when that takes longer than the given time, or cannot be because a delivery has failed, with what
     *     is missing
     */
    default void awaitApplied(Duration patience) {
        new Deliveries(this).awaitApplied(patience);
    }

    @Override
    void close();
}
