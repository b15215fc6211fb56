/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.Processes;
import io.cascade.local.postgres.DatabaseServer;
import io.cascade.local.postgres.PostgresOptions;
import io.cascade.local.postgres.PostgresServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server of one service. */
final class PostgresPart implements Part {

    private static final long EXIT_SECONDS = 30;

    private final String service;
    private final PostgresServer server;
    private final PostgresOptions options;
    private final SmallDisk disk;
    private final FakeClock clock;
    private Map<String, String> environment = Map.of();
    private final List<String> command = new ArrayList<>();
    private ProcessHandle postmaster;

    private PostgresPart(
            String service, PostgresServer server, PostgresOptions options, SmallDisk disk, FakeClock clock) {
        this.service = service;
        this.server = server;
        this.options = options;
        this.disk = disk;
        this.clock = clock;
        this.postmaster = server.process();
        // As the embedding library does: the server does not run as root, so it is nobody in a namespace of its own.
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(postmaster.info().command().orElseThrow());
        command.addAll(List.of(postmaster.info().arguments().orElseThrow()));
    }

    /**
     * @param disk has the directory of the options
     * @param clock that it has when {@link #useClock} has been called
     */
    static PostgresPart start(String service, PostgresOptions options, SmallDisk disk, FakeClock clock, Path binaries) {
        return new PostgresPart(service, PostgresServer.start(options, binaries), options, disk, clock);
    }

    @Override
    public String name() {
        return "postgres of " + service;
    }

    @Override
    public ProcessHandle process() {
        return postmaster;
    }

    DatabaseServer address() {
        return server.address();
    }

    Path directory() {
        return options.directory();
    }

    SmallDisk disk() {
        return disk;
    }

    FakeClock clock() {
        return clock;
    }

    /** From now on, and not while the embedding library starts it, which has no environment for it. */
    void useClock() {
        environment = clock.environment();
        if (!environment.isEmpty()) {
            stop();
            restart();
        }
    }

    Path log() {
        return options.log();
    }

    /** The orderly end, for who wants to exchange its files. */
    void stop() {
        PostgresServer.endOrphan(options.directory());
    }

    @Override
    public void kill() {
        List<ProcessHandle> backends = postmaster.descendants().toList();
        Part.super.kill();
        // Orphaned backends notice by themselves; a new server does not start before they have.
        Signals.kill(backends.toArray(ProcessHandle[]::new));
        Processes.exitsWithin(postmaster, EXIT_SECONDS);
    }

    @Override
    public void restart() {
        restart(address().superuserPassword());
    }

    /** @param password the superuser's in its files */
    void restart(String password) {
        DatabaseServer there = address();
        String url = new DatabaseServer(
                        there.host(), there.port(), there.innerHost(), there.innerPort(), there.superuser(), password)
                .superuserJdbcUrl("postgres");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(options.log().toFile()));
            builder.environment().putAll(environment);
            Process started = builder.start();
            Waiting.until(name() + " answers", () -> {
                if (!started.isAlive()) {
                    throw new LocalStackException(name() + " does not start again, see " + options.log());
                }
                return Db.answers(url);
            });
            postmaster = server.process();
        } catch (IOException e) {
            throw new LocalStackException(name() + " cannot be started again: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        Signals.thaw(postmaster);
        stop();
        server.close();
    }
}
