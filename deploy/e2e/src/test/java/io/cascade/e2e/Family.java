/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import io.cascade.local.stack.LocalStack;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One embedded stack for all tests of the JVM: parent-service, child-service and a third service that the contracts name.
 * Tests use keys of their own and leave the others' rows alone.
 */
final class Family implements BeforeAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(Family.class);

    /** Small, so that a child-service that loaded child rows would not survive the bulk test. */
    static final String CHILD_SERVICE_HEAP = "-Xmx64m";

    private record Started(LocalStack stack) implements AutoCloseable {

        @Override
        public void close() {
            stack.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        stack(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return List.<Predicate<Class<?>>>of(Stack.class::equals, LocalStack.class::equals).stream()
                .anyMatch(type -> type.test(parameter.getParameter().getType()));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        LocalStack stack = stack(context);
        return parameter.getParameter().getType().equals(LocalStack.class) ? stack : new Stack(stack);
    }

    private static LocalStack stack(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("stack", key -> new Started(start()), Started.class)
                .stack();
    }

    private static LocalStack start() {
        return LocalStack.builder()
                .contracts(Path.of("src/test/family"))
                .jvmOptions("child-service", CHILD_SERVICE_HEAP, "-XX:+ExitOnOutOfMemoryError")
                .start();
    }
}
