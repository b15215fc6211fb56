/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.service;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.LogTail;
import io.cascade.local.host.Processes;
import io.cascade.local.host.RecordedProcesses;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run of a service, from its start to its end. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 100;

    private final ServiceOptions options;
    private final RecordedProcesses record;
    private final Process process;
    private final LogTail tail;

    private ServiceProcess(ServiceOptions options, RecordedProcesses record, Process process, LogTail tail) {
        this.options = options;
        this.record = record;
        this.process = process;
        this.tail = tail;
    }

    public static ServiceProcess start(ServiceOptions options, RecordedProcesses record) {
        LogTail tail = LogTail.fromNow(options.log());
        ProcessBuilder builder = new ProcessBuilder(options.command())
                .directory(options.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(options.log().toFile()))
                .redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().putAll(options.environment());
        try {
            Process process = builder.start();
            record.record(options.name(), process.pid());
            return new ServiceProcess(options, record, process, tail);
        } catch (IOException e) {
            throw new LocalStackException(options.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Waits until the service says that it is ready, telling what it waits for meanwhile. */
    public void awaitReady(Consumer<String> progress) throws InterruptedException {
        ServiceReadiness readiness = new ServiceReadiness(url());
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        String state = readiness.ask();
        String told = "";
        while (!state.equals(ServiceReadiness.READY)) {
            if (!state.equals(told)) {
                progress.accept(state);
                told = state;
            }
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new LocalStackException(options.name() + " ended with exit code " + process.exitValue()
                        + " instead of becoming ready.\n" + tail);
            }
            if (System.nanoTime() > deadline) {
                throw new LocalStackException(options.name() + " is not ready after " + READY_TIMEOUT.toSeconds()
                        + " s: " + state + ".\n" + tail);
            }
            state = readiness.ask();
        }
        progress.accept(ServiceReadiness.READY);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + options.port());
    }

    public Process process() {
        return process;
    }

    /** Ends the process without a chance to clean up. */
    public void kill() {
        Processes.kill(process.toHandle());
        record.forget(options.name());
    }

    @Override
    public void close() {
        Processes.end(process.toHandle());
        record.forget(options.name());
    }
}
