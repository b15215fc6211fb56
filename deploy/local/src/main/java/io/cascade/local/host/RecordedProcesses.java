/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes that a stack started, on disk, so that the next one can end what a killed one left behind. */
public final class RecordedProcesses {

    private static final String SUFFIX = ".pid";

    private final Path directory;

    public RecordedProcesses(Path directory) {
        this.directory = directory;
    }

    public void record(String name, long pid) {
        PrivateFiles.write(directory.resolve(name + SUFFIX), Long.toString(pid));
    }

    public void forget(String name) {
        delete(directory.resolve(name + SUFFIX));
    }

    /**
     * Ends the recorded processes that are still ours.
     *
     * @param marker text that the command line must contain: a process number alone may belong to somebody else by now
     * @return the names of the ended ones
     */
    public List<String> endOrphans(String marker) {
        List<String> ended = new ArrayList<>();
        for (Path file : files()) {
            Optional<ProcessHandle> orphan =
                    Processes.find(pid(file)).filter(process -> Processes.commandLineContains(process, marker));
            if (orphan.isPresent()) {
                Processes.end(orphan.get());
                ended.add(file.getFileName().toString().replace(SUFFIX, ""));
            }
            delete(file);
        }
        return ended;
    }

    private List<Path> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    private static long pid(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException unreadable) {
            return -1;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
