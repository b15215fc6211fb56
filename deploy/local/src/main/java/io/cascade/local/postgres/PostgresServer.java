/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.LogTail;
import io.cascade.local.host.PrivateFiles;
import io.cascade.local.host.Processes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** PostgreSQL as in production where it matters: durable, with passwords, on loopback only. Data stays for the next start. */
public final class PostgresServer implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final String HOST = "127.0.0.1";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;
    private final PostmasterFile postmaster;
    private final String password;

    private PostgresServer(EmbeddedPostgres server, PostmasterFile postmaster, String password) {
        this.server = server;
        this.postmaster = postmaster;
        this.password = password;
    }

    /**
     * Starts the server, first creating its data directory where there is none, or only half of one.
     *
     * @param binaries where the programs are unpacked to, shared by all stacks of this project
     */
    public static PostgresServer start(PostgresOptions options, Path binaries) {
        Path directory = options.directory();
        PostmasterFile postmaster = new PostmasterFile(directory);
        Path initialised = directory.resolveSibling(directory.getFileName() + ".initialised");
        if (!Files.exists(initialised)) {
            PrivateFiles.deleteRecursively(directory);
        }
        PrivateFiles.directory(directory);
        LogTail tail = LogTail.fromNow(options.log());
        Path passwordFile = directory.resolveSibling(directory.getFileName() + ".pwfile");
        PrivateFiles.write(passwordFile, options.superuserPassword());
        try {
            EmbeddedPostgres server = configure(options, binaries, passwordFile).start();
            PrivateFiles.write(initialised, "");
            return new PostgresServer(server, postmaster, options.superuserPassword());
        } catch (IOException | RuntimeException e) {
            postmaster.endOrphan();
            throw new LocalStackException("PostgreSQL did not start: " + e.getMessage() + "\n" + tail, e);
        } finally {
            delete(passwordFile);
        }
    }

    private static EmbeddedPostgres.Builder configure(PostgresOptions options, Path binaries, Path passwordFile) {
        Redirect log = Redirect.appendTo(options.log().toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(options.directory())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOverrideWorkingDirectory(PrivateFiles.directory(binaries).toFile())
                .setPort(options.port())
                .setPGStartupWait(START_TIMEOUT)
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setConnectConfig("password", options.superuserPassword())
                // Not the locale only: every option of initdb. The library's own default is to trust everybody.
                .setLocaleConfig("auth-host", "scram-sha-256")
                .setLocaleConfig("auth-local", "scram-sha-256")
                .setLocaleConfig("pwfile", passwordFile.toString())
                .setLocaleConfig("locale", "C.UTF-8")
                // Its other defaults are made for throw-away tests: here a commit means what it says.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_wal_senders", "20")
                .setServerConfig("max_replication_slots", "20")
                .setServerConfig("max_connections", "200")
                .setServerConfig("listen_addresses", HOST)
                .setServerConfig("unix_socket_directories", "''");
        options.settings().forEach(builder::setServerConfig);
        return builder;
    }

    /** Stops the server that a killed run may have left on this data directory. */
    public static void endOrphan(Path directory) {
        new PostmasterFile(directory).endOrphan();
    }

    public DatabaseServer address() {
        return new DatabaseServer(HOST, server.getPort(), HOST, server.getPort(), SUPERUSER, password);
    }

    /** The postmaster, parent of all backends; of whoever runs on the directory now. */
    public ProcessHandle process() {
        return postmaster
                .process()
                .orElseThrow(() -> new LocalStackException("No PostgreSQL runs on port " + server.getPort()));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new LocalStackException("PostgreSQL did not stop cleanly", e);
        } finally {
            postmaster.process().ifPresent(Processes::kill);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new LocalStackException("cannot delete " + file, e);
        }
    }
}
