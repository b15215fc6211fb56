/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A look at a consumer group. */
sealed interface Group {

    /**
     * @param committed by partition; one that has never been committed is missing
     * @param ends of all partitions that the group reads
     */
    record Known(int members, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) implements Group {

        public Known {
            committed = Map.copyOf(committed);
            ends = Map.copyOf(ends);
        }

        /** Records of the topic that are there and not committed. Where nothing is committed, all of them count. */
        long behind(String topic) {
            return ends.entrySet().stream()
                    .filter(end -> end.getKey().topic().equals(topic))
                    .mapToLong(end -> Math.max(0, end.getValue() - committed.getOrDefault(end.getKey(), 0L)))
                    .sum();
        }

        /** Whether all that was there when the ends were these has been committed since. */
        boolean passed(Map<TopicPartition, Long> earlier) {
            return earlier.entrySet().stream()
                    .allMatch(end -> end.getValue() == 0 || committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
        }
    }

    /** Kafka did not answer, or not in time. */
    record Unreachable() implements Group {}

    /** Kafka does not tell this client. */
    record Hidden() implements Group {}
}
