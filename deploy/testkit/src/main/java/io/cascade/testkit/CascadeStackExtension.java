/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts what {@link CascadeStack} asks for and hands it to the tests. */
final class CascadeStackExtension implements BeforeAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(CascadeStackExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        stack(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(RunningStack.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stack(context);
    }

    private static RunningStack stack(ExtensionContext context) {
        CascadeStack wanted = Stream.concat(
                        Stream.of(context.getRequiredTestClass()), context.getEnclosingTestClasses().stream())
                .flatMap(type -> AnnotationSupport.findAnnotation(type, CascadeStack.class).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("@CascadeStack belongs on the test class"));
        Settings settings =
                new Settings(Path.of(wanted.contracts()).toAbsolutePath().normalize(), Set.of(wanted.without()));
        Store store = context.getRoot().getStore(NAMESPACE);
        return store.computeIfAbsent(settings, Settings::start, RunningStack.class);
    }

    /** Equal ones share a stack. */
    private record Settings(Path contracts, Set<String> without) {

        RunningStack start() {
            return RunningStack.builder()
                    .contracts(contracts)
                    .without(without.toArray(String[]::new))
                    .start();
        }
    }
}
