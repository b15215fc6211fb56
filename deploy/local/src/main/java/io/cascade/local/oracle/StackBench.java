/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.local.oracle.Quiescence.Open;
import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.LocalStackBuilder;
import io.cascade.local.stack.RunningService;
import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.GraphOptions;
import io.cascade.oracle.graph.SqlText;
import io.cascade.oracle.run.Bench;
import io.cascade.oracle.run.JdbcSystem;
import io.cascade.oracle.run.NotQuietException;
import io.cascade.oracle.run.Sessions;
import io.cascade.oracle.run.SystemUnderTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Graphs on one running stack. PostgreSQL, Kafka, Connect and the connectors stay; the services are started again for each
 * bundle of graphs, because contracts are read at start. That takes seconds, so a bundle has many graphs, each in a schema of
 * its own.
 */
public final class StackBench implements Bench, AutoCloseable {

    private static final int SHOWN = 20;

    private final LocalStack stack;
    private final Fillers fillers;
    private final Map<String, Sessions> databases = new TreeMap<>();
    private final Map<String, Installation> installations = new TreeMap<>();
    private final Map<SystemUnderTest, Placed> placed = new IdentityHashMap<>();
    private final ExampleRest rest;
    private Quiescence quiescence;
    private int bundles;

    /** A graph, and what makes its names different from others'. */
    private record Placed(Graph graph, Map<String, String> contracts) {}

    private StackBench(LocalStack stack, Path contracts) {
        this.stack = stack;
        this.fillers = new Fillers(contracts);
        this.rest = new ExampleRest(service -> stack.service(service).url());
        for (String name : GraphOptions.SERVICES) {
            RunningService service = stack.service(name);
            Sessions sessions = new Sessions(database(service.jdbcUrl(), service.user(), service.password()));
            databases.put(name, sessions);
            installations.put(name, new Installation(sessions));
        }
        this.quiescence = new Quiescence(databases, Contracts.parse(List.of()));
    }

    /** Writes the contracts that a stack for this bench has to be started with. */
    public static void prepare(Path contracts) {
        new Fillers(contracts).write();
    }

    /** What a bench wants otherwise than a laptop: short pauses instead of readiness for a cluster. */
    public static void tune(LocalStackBuilder builder) {
        GraphOptions.SERVICES.forEach(service ->
                builder.environment(service, "CASCADE_TOPICS_PARTITIONS", "2").jvmOptions(service, "-Xmx192m"));
    }

    /** @param contracts the directory that the running stack was started with */
    public static StackBench on(LocalStack stack, Path contracts) {
        return new StackBench(stack, contracts);
    }

    /** The database of native foreign keys, on the same server. */
    public Sessions oracle() {
        String server = stack.service(GraphOptions.SERVICES.get(0)).superuserJdbcUrl();
        Sessions postgres = new Sessions(superuser(server, "postgres"));
        try (postgres) {
            postgres.with("public", (connection, statement) -> {
                connection.rollback();
                connection.setAutoCommit(true);
                statement.execute("DROP DATABASE IF EXISTS oracle WITH (FORCE)");
                statement.execute("CREATE DATABASE oracle");
                connection.setAutoCommit(false);
                return true;
            });
        }
        return new Sessions(superuser(server, "oracle"));
    }

    @Override
    public List<SystemUnderTest> install(List<Graph> graphs) {
        bundles++;
        placed.clear();
        forEachService(service -> stack.service(service).stop());
        GraphTopics.delete(stack.bootstrapServers());
        forEachService(service -> installations.get(service).reset());
        List<SystemUnderTest> systems = new ArrayList<>();
        Map<String, String> contracts = new LinkedHashMap<>();
        for (int i = 0; i < graphs.size(); i++) {
            String prefix = "o" + bundles + "-" + i + "-";
            String schema = SqlText.identifier("Oracle " + bundles + "/" + i);
            Placed graph = new Placed(graphs.get(i), graphs.get(i).contracts(prefix, schema));
            createTables(graph.graph(), schema);
            contracts.putAll(graph.contracts());
            JdbcSystem system = new JdbcSystem(databases, schema, rest);
            systems.add(system);
            placed.put(system, graph);
        }
        fillers.contracts(contracts);
        quiescence = new Quiescence(databases, parse(contracts));
        forEachService(service -> stack.service(service).restart());
        new Enforcement(databases, contracts.keySet()).await();
        quiesce();
        return systems;
    }

    private void createTables(Graph graph, String schema) {
        for (String service : graph.services()) {
            List<String> statements = new ArrayList<>(List.of("CREATE SCHEMA " + schema));
            graph.tablesOf(service).stream()
                    .filter(table -> !table.example())
                    .forEach(table -> statements.addAll(graph.ddl(table, schema)));
            databases.get(service).run("public", statements);
        }
    }

    @Override
    public void quiesce() {
        List<Open> open = quiescence.await();
        if (!open.isEmpty()) {
            Map<SystemUnderTest, String> stuck = new IdentityHashMap<>();
            placed.forEach((system, graph) -> {
                String mine = described(open.stream()
                        .filter(each -> graph.contracts().containsKey(each.relationship()))
                        .toList());
                if (!mine.isEmpty()) {
                    stuck.put(system, mine);
                }
            });
            throw new NotQuietException("The stack does not become quiet:\n" + described(open), stuck);
        }
    }

    private static String described(List<Open> open) {
        return open.stream().map(Open::what).limit(SHOWN).collect(Collectors.joining("\n"));
    }

    @Override
    public List<String> complaints(SystemUnderTest system) {
        Placed graph = placed.get(system);
        return new Complaints(databases, parse(graph.contracts())).of(graph.graph());
    }

    @Override
    public void close() {
        databases.values().forEach(Sessions::close);
    }

    private static Contracts parse(Map<String, String> contracts) {
        return Contracts.parse(contracts.entrySet().stream()
                .map(contract -> new ContractSource(contract.getKey() + ".yaml", contract.getValue()))
                .collect(Collectors.toList()));
    }

    private static void forEachService(Consumer<String> work) {
        GraphOptions.SERVICES.parallelStream().forEach(work);
    }

    private static PGSimpleDataSource superuser(String serviceUrl, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(serviceUrl.replaceFirst("/[^/?]*\\?", "/" + database + "?"));
        return source;
    }

    private static PGSimpleDataSource database(String url, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }
}
