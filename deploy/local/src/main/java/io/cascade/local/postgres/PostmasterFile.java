/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** PostgreSQL's own record of its process, which outlives a killed stack just as the process itself does. */
final class PostmasterFile {

    private static final long SHUTDOWN_SECONDS = 10;

    private final Path directory;
    private final Path file;

    PostmasterFile(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("postmaster.pid");
    }

    /** The server that runs on this directory, if the recorded number still is that server's. */
    Optional<ProcessHandle> process() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
            return Processes.find(pid)
                    .filter(process -> Processes.commandLineContains(process, "-D " + directory + " "));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException unreadable) {
            return Optional.empty();
        }
    }

    /** A fast shutdown (SIGINT) does not wait for clients; SIGTERM, all that Java can send, would. */
    void endOrphan() {
        Optional<ProcessHandle> orphan = process();
        if (orphan.isEmpty()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(orphan.get().pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new LocalStackException("cannot stop the PostgreSQL that an earlier run left behind", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!Processes.exitsWithin(orphan.get(), SHUTDOWN_SECONDS)) {
            Processes.kill(orphan.get());
        }
    }
}
