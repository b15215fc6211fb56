/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The broker or the Connect worker. */
final class JvmPart implements Part {

    private final String name;
    private final Path log;
    private final List<String> command = new ArrayList<>();
    private Process process;

    private JvmPart(String name, Path log, List<String> arguments) {
        this.name = name;
        this.log = log;
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add(PartProcess.class.getName());
        command.addAll(arguments);
        process = launch();
    }

    /**
     * Returns once it is ready.
     *
     * @param arguments those of {@link PartProcess}
     */
    static JvmPart start(String name, Path log, List<String> arguments) {
        return new JvmPart(name, log, arguments);
    }

    private Process launch() {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            Process started = builder.start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            while (line != null && !line.equals(PartProcess.READY)) {
                line = out.readLine();
            }
            if (line == null) {
                throw new LocalStackException(name + " ended instead of becoming ready, see " + log);
            }
            Thread drain = new Thread(() -> drain(out), "chaos-output");
            drain.setDaemon(true);
            drain.start();
            return started;
        } catch (IOException e) {
            throw new LocalStackException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static void drain(BufferedReader out) {
        try {
            while (out.readLine() != null) {
                // Logs are in a file; a full pipe would stop the process.
            }
        } catch (IOException ended) {
            // As it should at the end of the process.
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void restart() {
        process = launch();
    }

    @Override
    public void close() {
        Signals.thaw(process());
        Processes.end(process());
    }
}
