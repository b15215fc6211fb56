/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.embedded;

import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.LocalStackBuilder;
import io.cascade.testkit.RunningStack;
import io.cascade.testkit.StackOptions;
import io.cascade.testkit.StackService;
import java.net.URI;
import java.util.Optional;
import java.util.SortedSet;

/** A {@link LocalStack} with temporary data. */
public final class EmbeddedStack implements RunningStack {

    private final LocalStack stack;

    private EmbeddedStack(LocalStack stack) {
        this.stack = stack;
    }

    public static RunningStack start(StackOptions options) {
        LocalStackBuilder builder = LocalStack.builder().contracts(options.contracts());
        options.jvmOptions().forEach((service, words) -> builder.jvmOptions(service, words.toArray(String[]::new)));
        options.environment()
                .forEach((service, variables) ->
                        variables.forEach((name, value) -> builder.environment(service, name, value)));
        return new EmbeddedStack(builder.start());
    }

    @Override
    public SortedSet<String> services() {
        return stack.services();
    }

    @Override
    public StackService service(String name) {
        return new EmbeddedService(stack.service(name));
    }

    @Override
    public String bootstrapServers() {
        return stack.bootstrapServers();
    }

    @Override
    public URI connectUrl() {
        return stack.connectUrl();
    }

    @Override
    public Optional<URI> metricsUrl() {
        return Optional.of(stack.metricsUrl());
    }

    @Override
    public void close() {
        stack.close();
    }
}
