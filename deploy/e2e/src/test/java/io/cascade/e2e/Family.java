/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import io.cascade.testkit.RunningStack;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One stack for all tests of the JVM, embedded or in containers: parent-service, child-service and a third service that the contracts name.
 * Tests use keys of their own and leave the others' rows alone.
 */
final class Family implements BeforeAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(Family.class);

    /** Small, so that a child-service that loaded child rows would not survive the bulk test. */
    static final String CHILD_SERVICE_HEAP = "-Xmx64m";

    @Override
    public void beforeAll(ExtensionContext context) {
        stack(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type.equals(Stack.class) || type.equals(RunningStack.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RunningStack stack = stack(context);
        return parameter.getParameter().getType().equals(RunningStack.class) ? stack : new Stack(stack);
    }

    private static RunningStack stack(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent("stack", key -> start(), RunningStack.class);
    }

    private static RunningStack start() {
        return RunningStack.builder()
                .contracts(Path.of("src/test/family"))
                .jvmOptions("child-service", CHILD_SERVICE_HEAP, "-XX:+ExitOnOutOfMemoryError")
                .environment("parent-service", "CASCADE_SAMPLE_EVERY", "1s")
                .environment("child-service", "CASCADE_SAMPLE_EVERY", "1s")
                .environment("grandchild-service", "CASCADE_SAMPLE_EVERY", "1s")
                .start();
    }
}
