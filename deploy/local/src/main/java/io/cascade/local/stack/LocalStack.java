/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.PrivateFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, Kafka, Kafka Connect and the services of the contracts, as real as a laptop allows. {@link #close()} may be
 * called at any time and from any thread; it stops what has started so far.
 */
public final class LocalStack implements AutoCloseable {

    private final StackSettings settings;
    private final Teardown teardown = new Teardown();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable StackStart start;
    private volatile @Nullable StartedStack started;

    LocalStack(StackSettings settings) {
        this.settings = settings;
    }

    public static LocalStackBuilder builder() {
        return new LocalStackBuilder();
    }

    public void start() {
        StackStart starting = new StackStart(settings, teardown);
        start = starting;
        try {
            StartedStack result = starting.run();
            started = result;
            settings.stackFile().ifPresent(file -> teardown.add(Teardown.Phase.FILES, StackFile.write(file, this)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Whether anything has started that {@link #close()} has to stop. */
    public boolean hasParts() {
        return !teardown.isEmpty();
    }

    /** Names of the services that run here, as in the contracts. */
    public SortedSet<String> services() {
        return Collections.unmodifiableSortedSet(
                new TreeSet<>(running().services().keySet()));
    }

    public RunningService service(String name) {
        RunningService service = running().services().get(name);
        if (service == null) {
            throw new IllegalArgumentException("no service " + name + " among " + services());
        }
        return service;
    }

    /** Names of the services that somebody else runs. */
    public SortedSet<String> external() {
        return Collections.unmodifiableSortedSet(
                new TreeSet<>(running().external().keySet()));
    }

    public ExternalService external(String name) {
        ExternalService service = running().external().get(name);
        if (service == null) {
            throw new IllegalArgumentException("no service " + name + " among " + external());
        }
        return service;
    }

    public String bootstrapServers() {
        return running().bootstrapServers();
    }

    public URI connectUrl() {
        return running().connectUrl();
    }

    /** Where Prometheus reads the metrics of broker, worker and Debezium. */
    public URI metricsUrl() {
        return running().metricsUrl();
    }

    public Path data() {
        return settings.data();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        StackStart starting = start;
        if (starting != null) {
            starting.cancel();
        }
        teardown.close();
        if (settings.temporary()) {
            PrivateFiles.deleteRecursively(settings.data());
        }
    }

    /** What {@link StackFile} tells. */
    StartedStack running() {
        StartedStack result = started;
        if (result == null) {
            throw new LocalStackException("The stack has not started yet");
        }
        return result;
    }

    /** What the start has led to. */
    record StartedStack(
            Map<String, RunningService> services,
            Map<String, ExternalService> external,
            Path contracts,
            String peers,
            String bootstrapServers,
            URI connectUrl,
            URI metricsUrl) {}
}
