/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestPostgres;
import io.cascade.engine.testing.TestService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * PostgreSQL is the judge: the same random history on one database with native foreign keys must end in the same rows, with
 * the same refusals on the way. More seeds: {@code -Doracle.seeds=500}; one again: {@code -Doracle.first=SEED -Doracle.seeds=1}.
 */
class OracleTest {

    private static final int STEPS = 40;

    private final Map<String, TestService> services = new HashMap<>();
    private List<TestService> related = List.of();
    private final DSLContext oracle = TestPostgres.dsl(TestPostgres.newDatabase());

    static Stream<Long> seeds() {
        long first = Long.getLong("oracle.first", 1);
        return LongStream.range(first, first + Integer.getInteger("oracle.seeds", 6))
                .boxed();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyHistoryEndsAsItDoesWithNativeForeignKeys(long seed) {
        // Given
        Random random = new Random(seed);
        Graph graph = Graph.random(random, Graph.allActions());
        install(graph);
        Operations operations = new Operations(random, graph);
        operations.defaultRows().forEach(operation -> {
            oracle.execute(operation.sql());
            run(operation);
            deliver(random);
        });
        List<String> history = new ArrayList<>();

        for (int step = 0; step < STEPS; step++) {
            // When
            Operations.Operation operation = operations.next();
            history.add(operation.sql());
            String expected = outcome(() -> oracle.transaction(
                    tx -> operation.natively().forEach(sql -> tx.dsl().execute(sql))));
            String actual = outcome(() -> run(operation));
            deliver(random);

            // Then
            String description = "seed " + seed + "\n" + graph.edges() + "\n" + String.join(";\n", history);
            assertThat(actual).as(description).isEqualTo(expected);
            for (Graph.Table table : graph.tables()) {
                assertThat(rows(service(table).dsl(), table))
                        .as(table.name() + ", " + description)
                        .isEqualTo(rows(oracle, table));
            }
        }
        related.forEach(service -> {
            assertThat(service.count("cascade.delivery WHERE state <> 'applied'"))
                    .isZero();
            assertThat(service.count("cascade.dead_letter")).isZero();
        });
    }

    private void install(Graph graph) {
        Contracts contracts = TestContracts.of(
                graph.edges().stream().map(Graph.Edge::declaration).toArray(String[]::new));
        graph.tables()
                .forEach(table -> services.computeIfAbsent(table.service(), name -> new TestService(name, contracts)));
        for (Graph.Table table : graph.tables()) {
            service(table).sql(graph.ddl(table).toArray(String[]::new));
            graph.ddl(table).forEach(oracle::execute);
        }
        graph.nativeForeignKeys().forEach(oracle::execute);
        // The others have tables that nobody refers to.
        related = graph.services().stream().map(services::get).toList();
        related.forEach(TestService::install);
        deliver(new Random(0));
    }

    private TestService service(Graph.Table table) {
        return services.get(table.service());
    }

    private void run(Operations.Operation operation) {
        service(operation.table()).dsl().execute(operation.sql());
    }

    /** Until nobody has anything to say; now and then everything twice. */
    private void deliver(Random random) {
        boolean quiet = false;
        while (!quiet) {
            quiet = true;
            for (TestService service : related) {
                List<ConsumerRecord<byte[], byte[]>> records = service.takeOutbox();
                quiet &= records.isEmpty();
                route(records);
                if (random.nextInt(4) == 0) {
                    route(records);
                }
            }
        }
    }

    private void route(List<ConsumerRecord<byte[], byte[]>> records) {
        for (TestService service : related) {
            List<ConsumerRecord<byte[], byte[]>> keys = records.stream()
                    .filter(record -> service.topics().contains(record.topic()))
                    .toList();
            if (!keys.isEmpty()) {
                service.receive(keys);
            }
            List<ConsumerRecord<byte[], byte[]>> reports = records.stream()
                    .filter(record -> record.topic().equals("cascade." + service.name() + ".acks"))
                    .toList();
            if (!reports.isEmpty()) {
                service.receiveReports(reports);
                service.backfill();
            }
        }
    }

    private static List<String> rows(DSLContext dsl, Graph.Table table) {
        return dsl.fetch("SELECT t::text FROM " + table.name() + " t ORDER BY 1")
                .map(row -> row.get(0, String.class));
    }

    private static String outcome(Runnable statement) {
        try {
            statement.run();
            return "done";
        } catch (RuntimeException e) {
            return SqlStates.of(e).orElseThrow(() -> e);
        }
    }
}
