/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import io.cascade.contracts.Contracts;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** A stack that has started, whatever it runs on. Safe for use by many threads. */
public interface RunningStack extends AutoCloseable {

    /** Where a deletion may take as long as a slow, shared machine needs for it. */
    Duration PATIENCE = Duration.ofMinutes(2);

    static StackBuilder builder() {
        return new StackBuilder();
    }

    Contracts contracts();

    /** Names of the services, as in the contracts. */
    default SortedSet<String> services() {
        return contracts().services();
    }

    /**
     * One of {@link #services()}.
     *
     * @throws IllegalArgumentException for any other name
     */
    StackService service(String name);

    /**
     * All settings of a service that the test runs itself, as environment variables.
     *
     * @throws IllegalArgumentException for a service that the stack runs
     */
    Map<String, String> environment(String service);

    /** The Kafka broker as this process reaches it: {@code host:port}. */
    String bootstrapServers();

    /** Kafka Connect's REST API. */
    URI connectUrl();

    /** Where Prometheus reads what Kafka Connect and Debezium export; empty where nothing exports it. */
    default Optional<URI> metricsUrl() {
        return Optional.empty();
    }

    /**
     * Waits until the child's service of a relationship knows exactly the keys that the parent's table has, so that children of all of
     * them can be inserted.
     *
     * @throws AssertionError when that takes longer than {@link #PATIENCE}
     * @throws IllegalArgumentException when there is no such relationship, or one with {@code check: eventual}, whose children
     *     need not wait
     */
    default void awaitKeys(String relationship) {
        new ReplicatedKeys(
                        this,
                        contracts().relationships().stream()
                                .filter(candidate -> candidate.name().equals(relationship))
                                .findFirst()
                                .orElseThrow(() -> new IllegalArgumentException("no relationship " + relationship)))
                .await(PATIENCE);
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

    /** As {@link #awaitSettled(Duration)}, with {@link #PATIENCE}. */
    default void awaitSettled() {
        awaitSettled(PATIENCE);
    }

    /**
     * As {@link #awaitApplied(Duration)}, and until the services where the deletions began know of it: then they say that they
     * have settled.
     *
     * @throws AssertionError when that takes longer than the given time, or cannot be because a delivery has failed, with what
     *     is missing
     */
    default void awaitSettled(Duration patience) {
        new Deliveries(this).awaitSettled(patience);
    }

    @Override
    void close();
}
