/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.contract.JdbcUrl;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says how a stack is to be; everything has a default. */
public final class LocalStackBuilder {

    private Path home = ProjectHome.find();
    private @Nullable Path contracts;
    private @Nullable Path data;
    private boolean fresh;
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, List<String>> jvmOptions = new HashMap<>();
    private final Map<String, Map<String, String>> environment = new HashMap<>();
    private final Set<String> external = new TreeSet<>();
    private final Map<String, JdbcUrl> given = new HashMap<>();
    private final Map<String, String> postgres = new HashMap<>();
    private @Nullable Path stackFile;
    private @Nullable Path postgresBinaries;
    private Progress progress = Progress.silent();

    LocalStackBuilder() {}

    /** The root of the project, whose built services are run. */
    public LocalStackBuilder home(Path directory) {
        home = directory.toAbsolutePath().normalize();
        return this;
    }

    /** Whose relationships name the services; the project's own ones by default. */
    public LocalStackBuilder contracts(Path directory) {
        contracts = directory;
        return this;
    }

    /** Where data stays for the next start; by default it is temporary. */
    public LocalStackBuilder data(Path directory) {
        data = directory;
        return this;
    }

    /** Throws away what is in the data directory. */
    public LocalStackBuilder fresh(boolean clear) {
        fresh = clear;
        return this;
    }

    /**
     * Chooses a port.
     *
     * @param part postgres, kafka, kafka-controller, connect, metrics or a service
     */
    public LocalStackBuilder port(String part, int port) {
        ports.put(part, port);
        return this;
    }

    /** Options for the Java process of a service, after the defaults (a small heap, the first compiler only), so they win. */
    public LocalStackBuilder jvmOptions(String service, String... options) {
        jvmOptions.computeIfAbsent(service, unused -> new ArrayList<>()).addAll(List.of(options));
        return this;
    }

    public LocalStackBuilder environment(String service, String name, String value) {
        environment.computeIfAbsent(service, unused -> new HashMap<>()).put(name, value);
        return this;
    }

    /** Leaves the running of this service to somebody else: {@link LocalStack#external(String)}. */
    public LocalStackBuilder without(String service) {
        external.add(service);
        return this;
    }

    /** Uses this database for a service, with its tables, instead of making one. */
    public LocalStackBuilder jdbc(String service, JdbcUrl url) {
        given.put(service, url);
        return this;
    }

    /** A setting of the PostgreSQL server, as in {@code postgresql.conf}. */
    public LocalStackBuilder postgres(String setting, String value) {
        postgres.put(setting, value);
        return this;
    }

    /** Where to write how the stack is reached. */
    public LocalStackBuilder stackFile(Path file) {
        stackFile = file;
        return this;
    }

    /** Where PostgreSQL's programs are unpacked to, unless in the project. */
    LocalStackBuilder postgresBinaries(Path directory) {
        postgresBinaries = directory;
        return this;
    }

    public LocalStackBuilder progress(Progress listener) {
        progress = listener;
        return this;
    }

    /** Starts everything and returns once all services are ready and their outboxes stream. */
    public LocalStack start() {
        LocalStack stack = build();
        stack.start();
        return stack;
    }

    /** For those who must be able to stop a stack while it is still starting. */
    public LocalStack build() {
        Path chosen = data;
        return new LocalStack(new StackSettings(
                home,
                contracts == null ? home.resolve("contracts") : contracts,
                chosen == null ? temporary() : chosen,
                fresh,
                chosen == null,
                Map.copyOf(ports),
                Map.copyOf(jvmOptions),
                Map.copyOf(environment),
                Set.copyOf(external),
                Map.copyOf(given),
                Optional.ofNullable(stackFile),
                Map.copyOf(postgres),
                postgresBinaries == null ? home.resolve(".cascade/postgres-binaries") : postgresBinaries,
                progress));
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("cascade-");
        } catch (IOException e) {
            throw new LocalStackException("no temporary directory: " + e.getMessage(), e);
        }
    }
}
