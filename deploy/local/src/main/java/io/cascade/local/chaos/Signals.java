/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What only the operating system's {@code kill} can send. */
final class Signals {

    private Signals() {}

    /** Ends the processes as a power cut does; one that is gone already is no error. */
    static void kill(ProcessHandle... processes) {
        send("KILL", Stream.of(processes));
    }

    /** Stops a process and all that it has started, until {@link #thaw}. */
    static void freeze(ProcessHandle process) {
        send("STOP", tree(process));
    }

    static void thaw(ProcessHandle process) {
        send("CONT", tree(process));
    }

    private static Stream<ProcessHandle> tree(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    private static void send(String signal, Stream<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.filter(ProcessHandle::isAlive).forEach(process -> command.add(Long.toString(process.pid())));
        if (command.size() == 2) {
            return;
        }
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new LocalStackException("cannot send signals: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
