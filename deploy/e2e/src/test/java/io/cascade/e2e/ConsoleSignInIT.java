/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import io.cascade.testkit.StackCondition;
import java.net.URI;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console at services that ask for tokens, which the browser makes of those that do not. */
@ExtendWith({StackCondition.class, Chromium.class, Family.class})
class ConsoleSignInIT {

    private static final String TOKEN = "abc.d-f.g_i";
    private static final Pattern DATA =
            Pattern.compile("http://[^/]+/(services|relationships|deletions|dead-letters)\\b.*");

    private final URI url;
    private final Browser browser;
    private final List<String> admitted = new CopyOnWriteArrayList<>();

    ConsoleSignInIT(Stack stack, Browser browser) {
        this.url = stack.service("parent-service").url();
        this.browser = browser;
    }

    @Test
    void asksForATokenShowsItWithEveryRequestAndForgetsItWhenTold() {
        try (Console console = new Console(browser, url)) {
            // Given
            console.page().route(DATA, this::askForAToken);

            // When
            console.page().navigate(url.resolve("/") + "#/deletions");

            // Then
            console.expect("dialog", "This needs a token");
            assertThat(console.page().getByLabel("Token").getAttribute("type")).isEqualTo("password");
            assertThat(admitted).isEmpty();

            // When one thinks better of it, it does not ask all the time
            console.button("Cancel").click();
            console.expect("main", "This needs a token");
            console.expect(console.button("Sign in"), "Sign in");
            assertThat(console.page().locator("dialog").count()).isZero();
            console.looksRight("refused, with the button for a token");

            // When
            console.button("Sign in").click();
            console.page().getByLabel("Token").fill("Bearer " + TOKEN);
            console.page().getByLabel("Token").press("Enter");

            // Then
            console.page().waitForSelector("#pulse[data-state=live], #pulse[data-state=idle]");
            console.expect(console.button("Sign out"), "Sign out");
            assertThat(admitted).isNotEmpty();

            // When the page is loaded anew, it still has it
            console.page().reload();
            console.page().waitForSelector("#pulse[data-state=live], #pulse[data-state=idle]");

            // When
            console.button("Sign out").click();

            // Then
            console.expect("dialog", "This needs a token");
            assertThat(console.page().evaluate("sessionStorage.length")).isEqualTo(0);
        }
    }

    @Test
    void theStreamOfADeletionIsReadWithTheToken(Stack stack) throws Exception {
        // Given a deletion that cannot end
        stack.parents().run("INSERT INTO parents (id, name) VALUES (9350000, 'sign-in')");
        eventually().until(() -> stack.children().count("cascade.parent_service__parents__id WHERE id = 9350000") == 1);
        try (Console console = new Console(browser, url);
                Connection other = stack.children().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO children (parent_id, name) VALUES (9350000, 'held')");
            String deletion = stack.parentApi()
                    .delete("/parents/9350000")
                    .json()
                    .at("/id")
                    .textValue();
            console.page().route(DATA, this::askForAToken);
            console.page().navigate(url.resolve("/") + "#/deletions/" + deletion);
            console.page().getByLabel("Token").fill(TOKEN);

            // When
            console.page().getByLabel("Token").press("Enter");

            // Then
            console.expect(".heading", "running");
            eventually().until(() -> admitted.stream().anyMatch(path -> path.endsWith("/events")));
            other.rollback();
            console.expect(".heading", "settled");
        }
    }

    private void askForAToken(Route route) {
        if (("Bearer " + TOKEN).equals(route.request().headers().get("authorization"))) {
            admitted.add(route.request().url());
            route.resume();
            return;
        }
        route.fulfill(
                new Route.FulfillOptions()
                        .setStatus(401)
                        .setContentType("application/problem+json")
                        .setBody(
                                "{\"type\": \"about:blank\", \"title\": \"Unauthorized\", \"status\": 401, \"detail\": \"This needs a token\"}"));
    }
}
