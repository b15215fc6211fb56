/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestService;
import io.cascade.oracle.graph.Graph;
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
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The services' engines in this JVM, with the bench in the place of Debezium and Kafka. Now and then everything comes twice. */
final class EngineBench implements Bench {

    private static final String SCHEMA = "\"A \"\"schema\"\"\"";

    private final Random random;
    private final UnaryOperator<List<ConsumerRecord<byte[], byte[]>>> transport;
    private final List<List<TestService>> installed = new ArrayList<>();
    private final Map<SystemUnderTest, List<TestService>> services = new IdentityHashMap<>();

    EngineBench(Random random) {
        this(random, records -> records);
    }

    /** @param transport what it makes of the records on their way */
    EngineBench(Random random, UnaryOperator<List<ConsumerRecord<byte[], byte[]>>> transport) {
        this.random = random;
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
            TestService service = new TestService(name, contracts);
            service.sql("CREATE SCHEMA " + SCHEMA);
            graph.tablesOf(name)
                    .forEach(table -> service.sql(graph.ddl(table, SCHEMA).toArray(String[]::new)));
            sessions.put(name, new Sessions(service.dataSource()));
            if (contracts.services().contains(name)) {
                mine.add(service.install());
            }
        }
        installed.add(mine);
        JdbcSystem system = new JdbcSystem(sessions, SCHEMA);
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
                            + " FROM cascade.delivery WHERE state <> 'applied'",
                    "SELECT 'a dead letter: ' || reason FROM cascade.dead_letter")) {
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
                route(related, arriving);
                if (random.nextInt(4) == 0) {
                    route(related, arriving);
                }
            }
        }
    }

    private static void route(List<TestService> related, List<ConsumerRecord<byte[], byte[]>> records) {
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
}
