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
import org.opentest4j.TestAbortedException;

/** A stack for tests that need more of it than {@link CascadeStack} can say. */
public final class StackBuilder {

    private Path contracts = Path.of("src/test/cascade");
    private final Map<String, List<String>> jvmOptions = new HashMap<>();
    private final Map<String, Map<String, String>> environment = new HashMap<>();

    StackBuilder() {}

    static RunningStack startFor(Path contracts) {
        return new StackBuilder().contracts(contracts).start();
    }

    /** Whose relationships name the services. */
    public StackBuilder contracts(Path directory) {
        contracts = directory;
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
     * @throws TestAbortedException when containers are chosen and there is no Docker
     */
    public RunningStack start() {
        StackOptions options = new StackOptions(contracts, jvmOptions, environment);
        return switch (StackKind.chosen()) {
            case EMBEDDED -> EmbeddedStack.start(options);
            case CONTAINERS -> containers(options);
        };
    }

    private static RunningStack containers(StackOptions options) {
        Docker.whyNot().ifPresent(reason -> {
            throw new TestAbortedException("skipped: cascade.stack=containers needs Docker, and " + reason);
        });
        return ContainerStack.start(options);
    }
}
