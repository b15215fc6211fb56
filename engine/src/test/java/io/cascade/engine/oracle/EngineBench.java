/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.engine.EngineSettings;
import io.cascade.engine.testing.TestService;
import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Operation.RequestedDelete;
import io.cascade.oracle.run.Answer;
import io.cascade.oracle.run.Bench;
import io.cascade.oracle.run.JdbcSystem;
import io.cascade.oracle.run.Sessions;
import io.cascade.oracle.run.SystemUnderTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The services' engines in this JVM, with the bench in the place of Debezium and Kafka. Now and then everything comes twice.
 * Half of the benches change so few rows in a transaction that even the few rows of a random history need several.
 */
final class EngineBench implements Bench {

    private static final String SCHEMA = "\"A \"\"schema\"\"\"";

    private static final int FEW_ROWS = 4;

    private final Random random;
    private final int rowsPerTransaction;
    private final UnaryOperator<List<ConsumerRecord<byte[], byte[]>>> transport;
    private final List<List<TestService>> installed = new ArrayList<>();
    private final Map<SystemUnderTest, List<TestService>> services = new IdentityHashMap<>();

    EngineBench(Random random) {
        this(random, records -> records);
    }

    /** @param transport what it makes of the records on their way */
    EngineBench(Random random, UnaryOperator<List<ConsumerRecord<byte[], byte[]>>> transport) {
        this.random = random;
        int rows = 1 + random.nextInt(2 * FEW_ROWS);
        this.rowsPerTransaction = rows <= FEW_ROWS ? rows : EngineSettings.DEFAULT_ROWS_PER_TRANSACTION;
        this.transport = transport;
    }

    @Override
    public List<SystemUnderTest> install(List<Graph> graphs) {
        installed.clear();
        services.clear();
        List<SystemUnderTest> systems = graphs.stream().map(this::install).toList();
        quiesce();
        return systems;
    }

    private SystemUnderTest install(Graph graph) {
        List<ContractSource> sources = new ArrayList<>();
        graph.contracts("", SCHEMA).forEach((name, yaml) -> sources.add(new ContractSource(name + ".yaml", yaml)));
        Contracts contracts = Contracts.parse(sources);
        Map<String, Sessions> sessions = new HashMap<>();
        List<TestService> mine = new ArrayList<>();
        for (String name : graph.services()) {
            TestService service = TestService.migrated(name, contracts).rowsPerTransaction(rowsPerTransaction);
            service.sql("CREATE SCHEMA " + SCHEMA);
            graph.tablesOf(name)
                    .forEach(table -> service.sql(graph.ddl(table, SCHEMA).toArray(String[]::new)));
            sessions.put(name, new Sessions(service.dataSource()));
            if (contracts.services().contains(name)) {
                mine.add(service.install());
            }
        }
        installed.add(mine);
        SystemUnderTest system = new Delivering(new JdbcSystem(sessions, SCHEMA), () -> deliver(mine));
        services.put(system, mine);
        return system;
    }

    @Override
    public void quiesce() {
        installed.forEach(this::deliver);
    }

    @Override
    public List<String> complaints(SystemUnderTest system) {
        List<String> complaints = new ArrayList<>();
        for (TestService service : services.getOrDefault(system, List.of())) {
            for (String query : List.of(
                    "SELECT 'a delivery of ' || relationship || ' is ' || state || coalesce(' ' || reason, '')"
                            + " FROM cascade.delivery WHERE state <> 'settled'",
                    "SELECT 'an event is not settled' FROM cascade.settlement",
                    "SELECT 'a dead letter: ' || reason FROM cascade.dead_letter",
                    "SELECT 'an intent is ' || state FROM cascade.intent WHERE state IN ('voting', 'approved')",
                    "SELECT 'a key is still claimed' FROM cascade.intent_key",
                    "SELECT 'a ballot is ' || state FROM cascade.ballot")) {
                service.values(String.class, query).forEach(found -> complaints.add(service.name() + ": " + found));
            }
        }
        return complaints;
    }

    private void deliver(List<TestService> related) {
        boolean quiet = false;
        while (!quiet) {
            quiet = true;
            for (TestService service : related) {
                List<ConsumerRecord<byte[], byte[]>> records = service.takeOutbox();
                quiet &= records.isEmpty();
                List<ConsumerRecord<byte[], byte[]>> arriving = transport.apply(records);
                related.forEach(reader -> reader.take(arriving));
                if (random.nextInt(4) == 0) {
                    related.forEach(reader -> reader.take(arriving));
                }
            }
            related.forEach(TestService::work);
        }
    }

    /** Who asks others waits for their answers, which arrive only if somebody brings them. */
    private record Delivering(SystemUnderTest system, Runnable delivery) implements SystemUnderTest {

        @Override
        public List<Answer> execute(Operation operation) {
            if (!(operation instanceof RequestedDelete)) {
                return system.execute(operation);
            }
            CompletableFuture<List<Answer>> answers = CompletableFuture.supplyAsync(() -> system.execute(operation));
            while (!answers.isDone()) {
                delivery.run();
            }
            return answers.join();
        }

        @Override
        public List<String> select(Table table, String expression, String condition) {
            return system.select(table, expression, condition);
        }
    }
}
