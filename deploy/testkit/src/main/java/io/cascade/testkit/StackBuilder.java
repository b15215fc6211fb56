/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import io.cascade.testkit.containers.ContainerStack;
import io.cascade.testkit.containers.Docker;
import io.cascade.testkit.embedded.EmbeddedStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.opentest4j.TestAbortedException;

/** A stack for tests that need more of it than {@link CascadeStack} can say. */
public final class StackBuilder {

    private Path contracts = Path.of("src/test/cascade");
    private final Set<String> without = new TreeSet<>();
    private final Map<String, List<String>> jvmOptions = new HashMap<>();
    private final Map<String, Map<String, String>> environment = new HashMap<>();

    StackBuilder() {}

    /** Whose relationships name the services. */
    public StackBuilder contracts(Path directory) {
        contracts = directory;
        return this;
    }

    /**
     * Leaves the running of these services to the test: they get database and address, and their outbox streams once there is
     * one. Only the embedded stack can do so.
     */
    public StackBuilder without(String... services) {
        without.addAll(List.of(services));
        return this;
    }

    /** Options for the Java process of a service, which win over its defaults. */
    public StackBuilder jvmOptions(String service, String... options) {
        jvmOptions.computeIfAbsent(service, unused -> new ArrayList<>()).addAll(List.of(options));
        return this;
    }

    public StackBuilder environment(String service, String name, String value) {
        environment.computeIfAbsent(service, unused -> new HashMap<>()).put(name, value);
        return this;
    }

    /**
     * Starts the {@linkplain StackKind#chosen() chosen} kind of stack and returns once all services are ready and their outboxes
     * stream.
     *
     * @throws TestAbortedException when containers are chosen and there is no Docker, or a service that the test runs
     */
    public RunningStack start() {
        StackOptions options = new StackOptions(contracts, without, jvmOptions, environment);
        return switch (StackKind.chosen()) {
            case EMBEDDED -> EmbeddedStack.start(options);
            case CONTAINERS -> containers(options);
        };
    }

    private static RunningStack containers(StackOptions options) {
        Docker.whyNot().ifPresent(reason -> {
            throw new TestAbortedException("skipped: cascade.stack=containers needs Docker, and " + reason);
        });
        if (!options.without().isEmpty()) {
            throw new TestAbortedException("skipped: containers do not reach " + String.join(", ", options.without())
                    + ", which the test runs itself on this machine");
        }
        return ContainerStack.start(options);
    }
}
