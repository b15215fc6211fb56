/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.cascade.testkit.StackCondition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page of parent-service at any size, in the dark, by keyboard, and when a service is away. */
@ExtendWith({StackCondition.class, Chromium.class, Family.class})
class ConsoleLooksIT {

    private static final int PARENT = 9_900_000;
    private static final String LONG = "a-relationship-whose-name-is-as-long-as-names-may-become-in-sql";
    private static final Duration LONGER_THAN_BETWEEN_QUESTIONS = Duration.ofMillis(2500);
    private static final List<Integer> WIDTHS = List.of(320, 360, 640, 768, 1280, 1920);

    private final Stack stack;
    private final Browser browser;
    private Console console;

    ConsoleLooksIT(Stack stack, Browser browser) {
        this.stack = stack;
        this.browser = browser;
    }

    @BeforeEach
    void open() {
        console = new Console(browser, stack.service("parent-service").url());
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void nothingOverlapsOrIsCutAtAnySizeInLightAndDark() {
        // Given a deletion, and names as long as they may be
        String deletion = delete();
        console.page().route(Pattern.compile(".*/(relationships|deletions.*|impact)$"), ConsoleLooksIT::withLongNames);
        for (String view : List.of(
                "/", "/deletions", "/deletions/" + deletion, "/dead-letters", "/drift", "/impact/" + (PARENT + 1))) {
            // When
            console.open(view);
            if (!view.equals("/dead-letters")) {
                console.expect("main", LONG);
            }
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                console.colours(scheme);
                for (int width : WIDTHS) {
                    console.resize(width, 900);
                    // Then
                    console.looksRight("%s, %d wide, %s".formatted(view, width, scheme));
                }
            }
            for (int width : List.of(768, 1280)) {
                console.resize(width, 900);
                console.page().evaluate("document.documentElement.style.fontSize = '200%'");
                console.looksRight("%s, %d wide, text twice as large".formatted(view, width));
                console.page().evaluate("document.documentElement.style.fontSize = ''");
            }
        }
    }

    @Test
    void everythingIsReachedByKeyboardAndSeenToBe() {
        // Given
        String deletion = delete();
        console.open("/");

        // When
        console.page().keyboard().press("Tab");

        // Then
        assertThat(focus()).isEqualTo("Skip to the content");
        console.looksRight("with the skip link shown");
        console.page().keyboard().press("Enter");
        assertThat(console.page().evaluate("document.activeElement.id")).isEqualTo("main");

        // When one goes to the second view
        console.page().reload();
        for (int i = 0; i < 4; i++) {
            console.page().keyboard().press("Tab");
        }
        assertThat(focus()).isEqualTo("Deletions");
        assertThat(console.page().evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        console.page().keyboard().press("Enter");

        // Then its heading is what is read next, the filter comes first, and the deletion can be reached
        console.expect("h1", "Deletions");
        assertThat(focus()).isEqualTo("Deletions");
        assertThat(console.page().title()).isEqualTo("Deletions · cascade");
        console.page().waitForSelector("tr[data-key='%s']".formatted(deletion));
        console.page().keyboard().press("Tab");
        assertThat(console.page().evaluate("document.activeElement.id")).isEqualTo("service");
        eventually().until(() -> {
            console.page().keyboard().press("Tab");
            return ("Deletion " + deletion).equals(console.page().evaluate("document.activeElement.ariaLabel"));
        });
        console.page().keyboard().press("Enter");
        console.expect("h1", "Deletion");

        // When a question is answered by Escape
        console.button("Restore…").focus();
        console.page().keyboard().press("Enter");
        console.expect("dialog", "Restore this deletion?");
        console.looksRight("with a dialog");
        console.page().keyboard().press("Escape");

        // Then
        eventually().until(() -> console.page().locator("dialog").count() == 0);
        assertThat(focus()).isEqualTo("Restore…");
    }

    @Test
    void theThemeIsTheSystemsUntilOneIsChosenAndThenKept() {
        // Given
        console.colours(ColorScheme.DARK);
        console.open("/drift");
        String dark = background();

        // When
        console.button("Theme: system").click();

        // Then
        console.button("Theme: light").waitFor();
        String light = background();
        assertThat(light).isNotEqualTo(dark);

        // When
        console.page().reload();

        // Then
        console.button("Theme: light").waitFor();
        assertThat(background()).isEqualTo(light);
        console.button("Theme: light").click();
        assertThat(background()).isEqualTo(dark);
    }

    @Test
    void aServiceThatIsAwayIsShownAsThatAndTheRestGoesOn() {
        // Given
        console.page().route("**/services", route -> {
            APIResponse answer = route.fetch();
            route.fulfill(new Route.FulfillOptions()
                    .setResponse(answer)
                    .setBody(answer.text()
                            .replaceAll("(\"name\":\"grandchild-service\"[^}]*?\"reachable\":)true", "$1false")));
        });

        // When
        console.open("/");

        // Then
        console.expect("[data-service=grandchild-service]", "unreachable");
        console.expect("[data-service=child-service]", "ready");
        console.expect("[data-relationship=grandchildren-child]", "grandchild-service unreachable");
        console.looksRight("without a service");

        // When parent-service itself does not answer
        console.page().route("**/services", Route::abort);

        // Then
        console.expect("#pulse", "no answer");
        console.expect("main", "This page asks again");
        console.page().unroute("**/services");
        console.expect("#pulse", "live");
    }

    @Test
    void aPageThatNobodyLooksAtAsksNothing() {
        // Given
        console.open("/");
        console.page()
                .evaluate(
                        "() => { Object.defineProperty(document, 'hidden', {configurable: true, get: () => true}); document.dispatchEvent(new Event('visibilitychange')); }");
        console.expect("#pulse", "paused");
        AtomicInteger before = new AtomicInteger();
        await().during(LONGER_THAN_BETWEEN_QUESTIONS)
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    console.page().evaluate("0");
                    int now = console.requests().size();
                    return before.getAndSet(now) == now;
                });

        // When
        console.page()
                .evaluate("() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }");

        // Then
        console.expect("#pulse", "live");
    }

    private static void withLongNames(Route route) {
        APIResponse answer = route.fetch();
        route.fulfill(new Route.FulfillOptions()
                .setResponse(answer)
                .setBody(answer.text()
                        .replace("\"children-parent\"", "\"" + LONG + "\"")
                        .replace("public.children", "public.children_with_a_rather_long_name_of_their_table")));
    }

    /** A settled deletion of a parent with children, and another parent beside it. */
    private String delete() {
        stack.parents()
                .run(
                        "INSERT INTO parents (id, name) SELECT g, 'looks' FROM generate_series(%d, %d) g ON CONFLICT DO NOTHING"
                                .formatted(PARENT, PARENT + 1));
        eventually()
                .until(() -> stack.children()
                                .count("cascade.parent_service__parents__id WHERE id IN (%d, %d)"
                                        .formatted(PARENT, PARENT + 1))
                        == 2);
        stack.children()
                .run("INSERT INTO children (parent_id, name) SELECT %d + g %% 2, 'c' FROM generate_series(1, 6) g"
                        .formatted(PARENT));
        String id =
                stack.parentApi().delete("/parents/" + PARENT).json().at("/id").textValue();
        eventually().until(() -> stack.parentApi()
                .get("/deletions/" + id)
                .json()
                .at("/state")
                .textValue()
                .equals("settled"));
        return id;
    }

    private Object focus() {
        return console.page().evaluate("document.activeElement.textContent.trim()");
    }

    private String background() {
        return (String) console.page().evaluate("getComputedStyle(document.body).backgroundColor");
    }
}
