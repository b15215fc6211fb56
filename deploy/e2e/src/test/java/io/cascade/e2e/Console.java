/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** The console in a window of its own, and what a person sees of it. */
final class Console implements AutoCloseable {

    private static final double PATIENCE = 90_000;
    private static final String CHECKS = checks();

    private final URI url;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    Console(Browser browser, URI url) {
        this.url = url;
        this.context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(1280, 800)
                .setColorScheme(ColorScheme.LIGHT)
                .setLocale("en-GB"));
        this.page = context.newPage();
        page.setDefaultTimeout(PATIENCE);
        page.onRequest(request -> requests.add(request.url()));
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")
                    || message.text().contains("Trusted")) {
                complaints.add(message.text());
            }
        });
    }

    Page page() {
        return page;
    }

    /** The addresses that the page has asked so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Goes to a view by its address and waits until it has been answered. */
    void open(String view) {
        page.navigate(url.resolve("/") + "#" + view);
        page.waitForSelector("#pulse[data-state=live], #pulse[data-state=idle]");
    }

    /** Waits until the text is there. */
    void expect(String selector, String text) {
        expect(page.locator(selector), text);
    }

    void expect(Locator locator, String text) {
        PlaywrightAssertions.assertThat(locator).containsText(text, new ContainsTextOptions().setTimeout(PATIENCE));
    }

    String text(String selector) {
        return page.locator(selector).textContent();
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    void resize(int width, int height) {
        page.setViewportSize(width, height);
    }

    void colours(ColorScheme scheme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }

    /** Nothing overlaps, is cut, has too little contrast or no name, at this size. */
    void looksRight(String when) {
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        assertThat((List<?>) page.evaluate(CHECKS)).as(when).isEmpty();
    }

    /** Writes what is seen into the directory that {@code -Dconsole.screenshots} names, if it does. */
    void picture(String name) {
        String directory = System.getProperty("console.screenshots");
        if (directory != null) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(directory, name))
                    .setAnimations(ScreenshotAnimations.DISABLED));
        }
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints)
                .as("errors, and what the page's policy has stopped")
                .isEmpty();
    }

    private static String checks() {
        try (InputStream script =
                Objects.requireNonNull(Console.class.getResourceAsStream("/console/checks.js"), "checks.js")) {
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(text.indexOf("() =>"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
