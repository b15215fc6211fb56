/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records a consumer has not read yet, looked at on its own thread, as a consumer allows no other. Once in a while
 * is enough, and costs nothing: the ends of the partitions come along with what is fetched.
 */
final class LagWatch {

    static final Duration EVERY = Duration.ofSeconds(2);

    private volatile OptionalLong lag = OptionalLong.empty();
    private long next = System.nanoTime();

    /** Of the partitions that are this consumer's now; empty while Kafka has not told any of their ends. */
    OptionalLong lag() {
        return lag;
    }

    void look(Consumer<?, ?> consumer) {
        if (System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + EVERY.toNanos();
        Set<TopicPartition> assigned = consumer.assignment();
        long known = 0;
        long records = 0;
        for (TopicPartition partition : assigned) {
            OptionalLong behind = consumer.currentLag(partition);
            if (behind.isPresent()) {
                known++;
                records += behind.getAsLong();
            }
        }
        lag = known == 0 && !assigned.isEmpty() ? OptionalLong.empty() : OptionalLong.of(records);
    }
}
