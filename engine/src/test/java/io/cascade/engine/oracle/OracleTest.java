/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.testing.TestPostgres;
import io.cascade.oracle.graph.GraphOptions;
import io.cascade.oracle.run.Case;
import io.cascade.oracle.run.Lockstep;
import io.cascade.oracle.run.Mismatch;
import io.cascade.oracle.run.Report;
import io.cascade.oracle.run.Sessions;
import io.cascade.oracle.run.Shrinker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * PostgreSQL is the judge: the same random history on one database with native foreign keys must end in the same rows, with
 * the same refusals on the way. More seeds: {@code -Doracle.seeds=500}; one again: {@code -Doracle.first=SEED -Doracle.seeds=1}.
 */
class OracleTest {

    private static final int STEPS = 30;
    private static final int WRITERS = 2;

    private final Sessions oracle = new Sessions(TestPostgres.newDatabase());

    static Stream<Long> seeds() {
        long first = Long.getLong("oracle.first", 1);
        return LongStream.range(first, first + Integer.getInteger("oracle.seeds", 5))
                .boxed();
    }

    @AfterEach
    void close() {
        oracle.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyHistoryEndsAsItDoesWithNativeForeignKeys(long seed) {
        // Given
        Case history = Case.of(seed, GraphOptions.standard(), STEPS, WRITERS);

        // When
        Optional<Mismatch> mismatch = run(List.of(history), records -> records).get(0);

        // Then
        assertThat(mismatch)
                .as(() -> mismatch.map(seen -> shrunk(history, seen)).orElse(""))
                .isEmpty();
    }

    @Test
    void aTransportThatLosesDeletesIsFound() {
        // Given
        UnaryOperator<List<ConsumerRecord<byte[], byte[]>>> lossy = records -> records.stream()
                .filter(record -> !type(record).contains("keys.deleted"))
                .toList();

        // When
        Optional<Mismatch> mismatch = run(List.of(Case.of(2, GraphOptions.standard(), STEPS, WRITERS)), lossy)
                .get(0);

        // Then
        assertThat(mismatch).isPresent();
    }

    private List<Optional<Mismatch>> run(
            List<Case> cases, UnaryOperator<List<ConsumerRecord<byte[], byte[]>>> transport) {
        try (Lockstep lockstep =
                new Lockstep(new EngineBench(new Random(cases.get(0).seed()), transport), oracle, "oracle_", 1)) {
            return lockstep.run(cases);
        }
    }

    private String shrunk(Case history, Mismatch seen) {
        return new Shrinker(cases -> run(cases, records -> records), 4, Duration.ofMinutes(2))
                .shrink(history, seen)
                .map(found -> Report.of(found.failing(), found.mismatch()))
                .orElseGet(() -> "not again; the whole history:\n" + Report.of(history, seen));
    }

    private static String type(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("ce_type").value(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
