/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.local.deletions.DeletionsCommand;
import io.cascade.testkit.StackCondition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** A delete that is waited for, or followed, through three services. */
@ExtendWith({StackCondition.class, Family.class})
class ForegroundIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stack stack;

    ForegroundIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void aForegroundDeleteAnswersWhenTheLastLevelIsGone() {
        // Given
        family(7001);

        // When
        Api.Answer deleted = stack.parentApi().delete("/parents/7001?propagation=foreground", "Prefer", "wait=60");

        // Then
        assertThat(deleted.status()).as(deleted.text()).isEqualTo(200);
        assertThat(deleted.header("Preference-Applied")).isEqualTo("wait=60");
        assertThat(stack.children().count("children WHERE parent_id = 7001")).isZero();
        assertThat(stack.grandchildren().count("grandchildren WHERE child_id BETWEEN 70011 AND 70012"))
                .isZero();
        assertThat(deleted.json().at("/state").textValue()).isEqualTo("settled");
        assertThat(deleted.json().at("/rows").intValue()).isEqualTo(6);
        JsonNode children = deleted.json().at("/relationships/0");
        assertThat(children.at("/rows").intValue()).isEqualTo(2);
        assertThat(children.at("/rowsBelow").intValue()).isEqualTo(4);
        assertThat(children.at("/child/table").textValue()).isEqualTo("public.children");
    }

    @Test
    void theDeletionLinksToItselfInTheServiceBelow() {
        // Given
        family(7002);
        Api.Answer deleted = stack.parentApi().delete("/parents/7002", "Prefer", "wait=60");

        // When
        String below = deleted.json().at("/relationships/0/deletion").textValue();
        Api.Answer link = stack.parentApi().get(below);

        // Then
        assertThat(deleted.headers().allValues("Link"))
                .contains("<" + below + ">; rel=\"downstream\"; title=\"children-parent\"");
        assertThat(link.status()).as(link.text()).isEqualTo(200);
        assertThat(link.json().at("/id")).isEqualTo(deleted.json().at("/id"));
        assertThat(link.json().at("/origin").textValue()).isEqualTo("children-parent");
        assertThat(link.json().at("/relationships/0/name").textValue()).isEqualTo("grandchildren-child");
        assertThat(link.json().at("/state").textValue()).isEqualTo("settled");
    }

    @Test
    void whatIsLockedBelowOutlastsTheWaitAndItsStreamTellsTheEnd() throws Exception {
        // Given
        family(7003);
        try (Connection holding = stack.grandchildren().connect();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            statement.execute("UPDATE grandchildren SET child_id = child_id WHERE child_id = 70031");

            // When
            Api.Answer over = stack.parentApi().delete("/parents/7003?propagation=foreground", "Prefer", "wait=1");
            HttpResponse<Stream<String>> stream = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(stack.service("parent-service")
                                            .url()
                                            .resolve(over.location() + "/events"))
                                    .build(),
                            BodyHandlers.ofLines());
            holding.commit();

            // Then
            assertThat(over.status()).isEqualTo(202);
            assertThat(over.json().at("/state").textValue()).isEqualTo("running");
            List<String> states = stream.body()
                    .filter(line -> line.startsWith("data:"))
                    .map(ForegroundIT::state)
                    .toList();
            assertThat(states).startsWith("running").endsWith("settled");
            assertThat(states.subList(0, states.size() - 1)).containsOnly("running");
        }
    }

    @Test
    void theCommandLineShowsItAsATree() {
        // Given
        family(7004);
        String id = stack.parentApi().delete("/parents/7004").json().at("/id").textValue();
        StringWriter out = new StringWriter();
        CommandLine deletions = new CommandLine(new DeletionsCommand()).setOut(new PrintWriter(out));
        String url = stack.service("parent-service").url().toString();

        // When
        int watched = deletions.execute("--url", url, "--watch", id);
        int listed = deletions.execute("--url", url, "--state", "settled");

        // Then
        assertThat(List.of(watched, listed)).containsOnly(0);
        assertThat(out.toString().lines())
                .anySatisfy(line -> assertThat(line)
                        .containsSubsequence("└─ children-parent, child-service", "1/1 events, 2 rows", "settled"))
                .anySatisfy(line -> assertThat(line)
                        .containsSubsequence("   └─ grandchildren-child, grandchild-service", "4 rows", "settled"))
                .anySatisfy(line ->
                        assertThat(line).containsSubsequence("settled", "parent-service", "public.parents", "6", id));
    }

    private static String state(String line) {
        try {
            return JSON.readTree(line.substring("data:".length())).at("/state").textValue();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(line, e);
        }
    }

    /** A parent with two children, who have two each. */
    private void family(int parent) {
        int first = parent * 10 + 1;
        stack.parents().run("INSERT INTO parents (id, name) VALUES (%d, 'p')".formatted(parent));
        eventually()
                .until(() -> stack.children().count("cascade.parent_service__parents__id WHERE id = " + parent) == 1);
        stack.children()
                .run("INSERT INTO children (id, parent_id, name) SELECT g, %d, 'c' FROM generate_series(%d, %d) AS g"
                        .formatted(parent, first, first + 1));
        eventually()
                .until(() -> stack.grandchildren()
                                .count("cascade.child_service__children__id WHERE id IN (%d, %d)"
                                        .formatted(first, first + 1))
                        == 2);
        stack.grandchildren()
                .run("INSERT INTO grandchildren (child_id) VALUES (%1$d), (%1$d), (%2$d), (%2$d)"
                        .formatted(first, first + 1));
    }
}
