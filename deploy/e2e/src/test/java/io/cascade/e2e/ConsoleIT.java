/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.cascade.testkit.StackCondition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a person does on the page of parent-service, and what comes of it in the databases. */
@ExtendWith({StackCondition.class, Chromium.class, Family.class})
class ConsoleIT {

    private static final int FIRST = 9_300_000;
    private static final int PARENTS = 20_000;
    private static final Pattern EVENTS = Pattern.compile("(\\d+) of (\\d+) events applied, (\\d+) settled");

    private final Stack stack;
    private final Browser browser;
    private Console console;

    ConsoleIT(Stack stack, Browser browser) {
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
    void aBulkDeleteIsSeenToProgressAndSettle() throws SQLException {
        // Given a transaction that holds one of the parents, so that the last of twenty events has to wait
        family(FIRST, PARENTS);
        console.open("/deletions");
        try (Connection other = stack.children().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO children (parent_id, name) VALUES (%d, 'held')".formatted(FIRST + 7));

            // When
            assertThat(stack.parentApi()
                            .delete("/parents?namePrefix=console-" + FIRST)
                            .status())
                    .isEqualTo(202);

            // Then it is on the page, and has come as far as it can
            Locator row = console.page().locator("tr[data-key]", hasText("20,000 parents"));
            console.expect(row, "running");
            row.getByRole(AriaRole.LINK).first().click();
            console.expect("h1", "Deletion");
            eventually().untilAsserted(() -> {
                Matcher events = EVENTS.matcher(console.text("[data-relationship=children-parent] > .node"));
                assertThat(events.find()).isTrue();
                assertThat(Integer.parseInt(events.group(1))).isEqualTo(Integer.parseInt(events.group(2)) - 1);
                assertThat(events.group(3)).isEqualTo(events.group(1));
            });
            console.expect("[data-relationship=grandchildren-child] > .node", "rows here");
            assertThat(valueOf("children-parent")).isBetween(1, 99);
            assertThat(console.requests()).as("the stream of events").anyMatch(url -> url.endsWith("/events"));
            console.expect(".heading", "running");
            console.colours(ColorScheme.DARK);
            console.looksRight("a running deletion, in the dark");
            console.picture("console-deletion.png");
            console.colours(ColorScheme.LIGHT);
            console.resize(1280, 1040);
            console.open("/");
            console.expect("[data-relationship=children-parent]", "1 pending");
            console.picture("console-overview.png");
            console.page().goBack();

            // When
            other.rollback();
        }

        // Then
        console.expect(".heading", "settled");
        console.expect("[data-relationship=children-parent] > .node", "60,000 rows here");
        console.expect("[data-relationship=children-parent] > .node", "20,000 below");
        console.expect("[data-relationship=grandchildren-child]", "20,000 rows here");
        assertThat(valueOf("children-parent")).isEqualTo(100);
        assertThat(stack.children()
                        .count("children WHERE parent_id BETWEEN %d AND %d".formatted(FIRST, FIRST + PARENTS)))
                .isZero();
    }

    @Test
    void aParentIsLookedAtDeletedAndBroughtBack() {
        // Given
        int parent = FIRST + 500_000;
        family(parent, 1);

        // When one asks first, and then thinks better of it
        console.open("/impact");
        console.page().getByLabel("Parent’s id").fill(Integer.toString(parent));
        console.button("Show the impact").click();

        // Then
        console.expect("[aria-label=Impact]", "3 rows would go");
        console.expect("[aria-label=Impact]", "4 rows of other tables");
        console.button("Delete parent %d…".formatted(parent)).click();
        console.button("Cancel").click();
        assertThat(stack.parentApi().get("/parents/" + parent).status()).isEqualTo(200);

        // When one means it
        console.button("Delete parent %d…".formatted(parent)).click();
        console.button("Delete").click();

        // Then
        console.expect(".heading", "settled");
        assertThat(stack.parentApi().get("/parents/" + parent).status()).isEqualTo(404);
        assertThat(children(parent)).isZero();

        // When
        console.button("Restore…").click();
        console.expect("dialog", "1 row of parents");
        console.button("Restore").click();

        // Then
        console.expect("[aria-label=Restoration]", "restored");
        console.expect("[aria-label=Restoration]", "5 rows");
        assertThat(stack.parentApi().get("/parents/" + parent).status()).isEqualTo(200);
        assertThat(children(parent)).isEqualTo(3);
        eventually().until(() -> console.button("Restore…").count() == 0);
    }

    @Test
    void aRelationshipIsPausedWithAReasonAndResumed() {
        // Given
        String card = "[data-relationship=cities-country]";
        console.open("/");

        // When one thinks better of it, and then means it
        console.button("Pause cities-country").click();
        console.button("Cancel").click();
        console.button("Pause cities-country").click();
        console.page().getByLabel("Why").fill("the mayors vote");
        console.button("Pause").click();

        // Then
        console.expect(card, "Paused");
        console.expect(card, "the mayors vote");
        assertThat(stack.children()
                        .values("SELECT pause_reason FROM cascade.relationship WHERE name = 'cities-country'"))
                .containsExactly("the mayors vote");
        console.looksRight("a paused relationship");

        // When
        console.button("Resume cities-country").click();

        // Then
        eventually().until(() -> console.button("Pause cities-country").count() == 1);
        assertThat(stack.children().count("cascade.relationship WHERE paused_since IS NOT NULL"))
                .isZero();
    }

    @Test
    void aDeadLetterIsReplayedWhenItsCauseIsMended() {
        // Given
        stack.parents().run("INSERT INTO countries VALUES ('DL'), ('DM')");
        eventually()
                .until(() ->
                        stack.children().count("cascade.parent_service__countries__code WHERE code IN ('DL', 'DM')")
                                == 2);
        stack.children()
                .run(
                        "INSERT INTO cities VALUES ('console refused', 'DL'), ('console stays', 'DM')",
                        "CREATE FUNCTION console_refuses() RETURNS trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN RAISE 'the town hall is listed'; END $$",
                        "CREATE TRIGGER console_refuses BEFORE DELETE ON cities FOR EACH ROW"
                                + " WHEN (OLD.name = 'console refused') EXECUTE FUNCTION console_refuses()");
        stack.parents().run("DELETE FROM countries WHERE code = 'DL'");
        console.open("/dead-letters");
        Locator letter = console.page().locator("li.letter", hasText("the town hall is listed"));
        console.expect(letter, "cities-country");

        // When it is replayed too early
        letter.getByText("Replay", new Locator.GetByTextOptions().setExact(true))
                .click();

        // Then
        console.expect(letter, "2 attempts");
        letter.getByText("its deletion").click();
        console.expect(".heading", "failed");
        console.expect("[data-relationship=cities-country]", "the town hall is listed");
        console.page().goBack();

        // When its cause is gone
        stack.children().run("DROP TRIGGER console_refuses ON cities", "DROP FUNCTION console_refuses()");
        letter.getByText("Replay", new Locator.GetByTextOptions().setExact(true))
                .click();

        // Then
        console.expect("body", "was replayed");
        assertThat(stack.children().values("SELECT name FROM cities WHERE name LIKE 'console %'"))
                .containsExactly("console stays");
        console.open("/dead-letters?state=all");
        console.expect(letter, "replayed");
        letter.getByText("its deletion").click();
        console.expect(".heading", "settled");
    }

    @Test
    void olderDeletionsComeByMore() {
        // Given more deletions than a page has
        List<String> codes = IntStream.range(0, 25).mapToObj("M%02d"::formatted).toList();
        codes.forEach(code -> stack.parents()
                .run(
                        "INSERT INTO countries VALUES ('%s')".formatted(code),
                        "DELETE FROM countries WHERE code = '%s'".formatted(code)));
        console.open("/deletions?state=settled");
        console.expect(console.page().locator("tr[data-key]").nth(19), "1 row of countries");
        assertThat(console.page().locator("tr[data-key]").count()).isEqualTo(20);

        // When
        console.button("More").click();

        // Then
        console.expect(console.page().locator("tr[data-key]").nth(24), "1 row of countries");
    }

    /** So many parents of three children each, the first of which has a child itself. */
    private void family(int first, int parents) {
        int last = first + parents - 1;
        stack.parents()
                .run("INSERT INTO parents (id, name) SELECT g, 'console-%d' FROM generate_series(%d, %d) g"
                        .formatted(first, first, last));
        eventually()
                .until(() -> stack.children()
                                .count("cascade.parent_service__parents__id WHERE id BETWEEN %d AND %d"
                                        .formatted(first, last))
                        == parents);
        stack.children()
                .run(
                        "INSERT INTO children (id, parent_id, name) SELECT 10 * g::bigint + c, g, 'c' FROM generate_series(%d, %d) g, generate_series(1, 3) c"
                                .formatted(first, last));
        String keys =
                "cascade.child_service__children__id WHERE id BETWEEN %d AND %d".formatted(10L * first, 10L * last + 9);
        eventually().until(() -> stack.grandchildren().count(keys) == 3 * parents);
        stack.grandchildren()
                .run("INSERT INTO grandchildren (child_id) SELECT id FROM %s AND id %% 10 = 1".formatted(keys));
    }

    private long children(int parent) {
        return stack.children().count("children WHERE parent_id = " + parent);
    }

    private int valueOf(String relationship) {
        return Integer.parseInt(console.page()
                .locator("[data-relationship=%s] > .node [role=progressbar]".formatted(relationship))
                .getAttribute("aria-valuenow"));
    }

    private static Page.LocatorOptions hasText(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }
}
