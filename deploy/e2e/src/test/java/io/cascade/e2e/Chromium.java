/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The machine's own Chromium, one for all tests of the JVM. Without one they are skipped, with the reason; {@code
 * -Dcascade.browser=required}, or {@code CASCADE_BROWSER}, makes that a failure.
 */
final class Chromium implements ExecutionCondition, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(Chromium.class);
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (find().isPresent()) {
            return ConditionEvaluationResult.enabled("there is a Chromium");
        }
        String reason = "none of " + NAMES + " is on the PATH";
        if ("required".equals(System.getProperty("cascade.browser", System.getenv("CASCADE_BROWSER")))) {
            throw new IllegalStateException("cascade.browser=required, but " + reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Browser.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("browser", key -> Running.start(), Running.class)
                .browser();
    }

    private static Optional<Path> find() {
        Stream<Path> onPath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)));
        return Stream.concat(onPath, Stream.of(Path.of("/usr/bin/chromium")))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private record Running(Playwright playwright, Browser browser) implements AutoCloseable {

        private static Running start() {
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            return new Running(
                    playwright,
                    playwright
                            .chromium()
                            .launch(new BrowserType.LaunchOptions()
                                    .setExecutablePath(find().orElseThrow())
                                    // Chromium refuses its sandbox to root.
                                    .setChromiumSandbox(!"root".equals(System.getProperty("user.name")))));
        }

        @Override
        public void close() {
            playwright.close();
        }
    }
}
