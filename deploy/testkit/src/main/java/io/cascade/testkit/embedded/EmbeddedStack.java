/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.embedded;

import io.cascade.contracts.Contracts;
import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.LocalStackBuilder;
import io.cascade.testkit.RunningStack;
import io.cascade.testkit.StackOptions;
import io.cascade.testkit.StackService;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** A {@link LocalStack} with temporary data. */
public final class EmbeddedStack implements RunningStack {

    private final Contracts contracts;
    private final LocalStack stack;

    private EmbeddedStack(Contracts contracts, LocalStack stack) {
        this.contracts = contracts;
        this.stack = stack;
    }

    public static RunningStack start(StackOptions options) {
        Contracts contracts = options.read();
        LocalStackBuilder builder = LocalStack.builder().contracts(options.contracts());
        options.without().forEach(builder::without);
        options.jvmOptions().forEach((service, words) -> builder.jvmOptions(service, words.toArray(String[]::new)));
        options.environment()
                .forEach((service, variables) ->
                        variables.forEach((name, value) -> builder.environment(service, name, value)));
        return new EmbeddedStack(contracts, builder.start());
    }

    @Override
    public Contracts contracts() {
        return contracts;
    }

    @Override
    public StackService service(String name) {
        return stack.external().contains(name)
                ? new TestedService(stack.external(name))
                : new EmbeddedService(stack.service(name));
    }

    @Override
    public Map<String, String> environment(String service) {
        return stack.external(service).environment();
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
