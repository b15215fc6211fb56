/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The time of day of one process and its children, which can be set ahead and back while they run: libfaketime, loaded before
 * the C library, reads the difference from a file. What only measures how long something takes (CLOCK_MONOTONIC) stays true, as
 * it does when a real clock is set.
 */
final class FakeClock {

    /** The library looks into its file again after so long. */
    private static final Duration NOTICED = Duration.ofSeconds(1);

    private static final Path LIBRARIES = Path.of("/usr/lib");

    private final Path file;
    private final Optional<Path> library;

    private FakeClock(Path file, Optional<Path> library) {
        this.file = file;
        this.library = library;
    }

    /** Of a process with several threads. */
    static FakeClock ofThreads(Path file) {
        return of(file, "libfaketimeMT.so.1");
    }

    /** Of processes that ask for the time in their signal handlers, as PostgreSQL's do, where a lock of the library's would stop them. */
    static FakeClock ofHandlers(Path file) {
        return of(file, "libfaketime.so.1");
    }

    private static FakeClock of(Path file, String library) {
        FakeClock clock = new FakeClock(file, find(library));
        clock.set("+0");
        return clock;
    }

    private static Optional<Path> find(String library) {
        if (!Files.isDirectory(LIBRARIES)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(LIBRARIES)) {
            for (Path folder : folders) {
                Path candidate = folder.resolve("faketime").resolve(library);
                if (Files.isReadable(candidate)) {
                    return Optional.of(candidate);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Of the process that is to have this clock. */
    Map<String, String> environment() {
        return library.<Map<String, String>>map(path -> Map.of(
                        "LD_PRELOAD",
                        path.toString(),
                        "FAKETIME_TIMESTAMP_FILE",
                        file.toString(),
                        "FAKETIME_CACHE_DURATION",
                        Long.toString(NOTICED.toSeconds()),
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0",
                        "NO_FAKE_STAT",
                        "1"))
                .orElse(Map.of());
    }

    /** Returns when the process has noticed. */
    void ahead(ProcessHandle process, Duration time) {
        if (library.isEmpty()) {
            throw new ImpossibleHereException("libfaketime is not installed");
        }
        if (!loaded(process)) {
            throw new ImpossibleHereException("the process has not loaded " + library.get());
        }
        set("+" + time.toSeconds());
        Waiting.pause(NOTICED.plusMillis(200));
    }

    void right() {
        set("+0");
    }

    private boolean loaded(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"))
                    .contains(library.orElseThrow().getFileName().toString());
        } catch (IOException e) {
            throw new LocalStackException("cannot tell what " + process.pid() + " has loaded: " + e.getMessage(), e);
        }
    }

    private void set(String difference) {
        PrivateFiles.write(file, difference + "\n");
    }
}
