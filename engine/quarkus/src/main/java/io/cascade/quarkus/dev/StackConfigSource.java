/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.dev;

import io.smallrye.config.EnvConfigSource;
import java.util.Map;

/**
 * What the local stack would have put into the service's environment. Above the application's own defaults (250), as the
 * stack is running just now and for this service; below all that a developer says on purpose: {@code config/} of the working
 * directory (260), {@code .env} (295), environment variables (300) and system properties (400).
 */
final class StackConfigSource extends EnvConfigSource {

    private static final long serialVersionUID = 1L;
    private static final int ORDINAL = 255;

    private final transient LocalStack stack;

    StackConfigSource(LocalStack stack) {
        super(stack instanceof LocalStack.Found found ? found.environment() : Map.of(), ORDINAL);
        this.stack = stack;
    }

    LocalStack stack() {
        return stack;
    }

    @Override
    public String getName() {
        return "cascade local stack";
    }
}
