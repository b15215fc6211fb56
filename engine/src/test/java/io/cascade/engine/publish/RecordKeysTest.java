/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordKeysTest {

    @Test
    void everyBucketHasAKeyOfItsOwn() {
        assertThat(RecordKeys.all()).hasSize(KeyEventSql.BUCKETS).doesNotHaveDuplicates();
    }

    /** Whatever is changed about the keys would send later events of a key to another partition than earlier ones. */
    @Test
    void theKeysStayAsTheyAre() {
        assertThat(RecordKeys.all())
                .isEqualTo(List.of(
                        "11", "4", "58", "7", "0", "16", "5", "30", "2", "57", "20", "8", "21", "25", "10", "1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void kafkaDealsTheBucketsOutEvenly(int partitions) {
        // Given, When
        Map<Integer, Long> buckets = RecordKeys.all().stream()
                .collect(Collectors.groupingBy(
                        key -> BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions),
                        Collectors.counting()));

        // Then
        assertThat(List.copyOf(buckets.values()))
                .isEqualTo(Collections.nCopies(partitions, (long) KeyEventSql.BUCKETS / partitions));
    }
}
