/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.engine.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/**
 * The record keys that stand for buckets: chosen so that Kafka's own partitioner deals the buckets out evenly to 1, 2, 4, 8 or
 * 16 partitions. By the plain numbers 0 to 15 one of four partitions would get 7 buckets and another 1, and the slowest
 * partition ends a bulk delete.
 */
final class RecordKeys {

    private static final List<String> KEYS =
            IntStream.range(0, KeyEventSql.BUCKETS).mapToObj(RecordKeys::find).toList();

    private RecordKeys() {}

    /** The record key of each bucket, in the order of the buckets. */
    static List<String> all() {
        return KEYS;
    }

    /** An SQL expression of the record key. */
    static String of(String bucket) {
        return "(ARRAY[" + Sql.list(KEYS, Sql::literal) + "])[(" + bucket + ")::integer + 1]";
    }

    /** The first number that the partitioner would send to the partition of the bucket's number, were there one a bucket. */
    private static String find(int bucket) {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(Integer::toString)
                .filter(key -> partition(key) == bucket)
                .findFirst()
                .orElseThrow();
    }

    private static int partition(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % KeyEventSql.BUCKETS;
    }
}
