/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.e2e.docs.Curl;
import io.cascade.e2e.docs.Document;
import io.cascade.testkit.StackCondition;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the runbooks tell a person to type. */
@ExtendWith({StackCondition.class, Family.class})
class RunbooksIT {

    private static final String AT_CHILD_SERVICE = "sql at child-service";

    private final Stack stack;
    private final Document runbooks = Document.of("deploy/observability/RUNBOOKS.md");

    RunbooksIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void everyStatementToLookOrMendIsOneThatTheServicesRoleMayRun() throws SQLException {
        // Given
        Map<String, String> look = runbooks.blocks("sql ");
        Map<String, String> mend = runbooks.blocks("mend ");
        assertThat(look).hasSizeGreaterThan(10);
        assertThat(mend).hasSizeGreaterThan(3);

        // When // Then
        for (Map.Entry<String, String> block : look.entrySet()) {
            if (!block.getKey().startsWith(AT_CHILD_SERVICE)) {
                tryOut(stack.parents(), block, true);
            }
            tryOut(stack.children(), block, true);
        }
        for (Map.Entry<String, String> block : mend.entrySet()) {
            tryOut(stack.parents(), block, false);
            tryOut(stack.children(), block, false);
        }
    }

    @Test
    void everyRequestIsAnswered() throws Exception {
        for (Map.Entry<String, String> block : runbooks.blocks("curl ").entrySet()) {
            Curl call = Curl.parse(block.getValue().strip());
            int status = HttpClient.newHttpClient()
                    .send(call.request(this::address), BodyHandlers.ofString())
                    .statusCode();
            assertThat(status).as(block.getKey()).isBetween(200, 299);
        }
    }

    @Test
    void aFailedDeliveryIsAppliedAfterWhatRefusedItIsGoneAndItsDeadLetterIsReplayed() throws Exception {
        // Given
        country("RA");
        stack.children()
                .run(
                        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN RAISE 'this city stays'; END $$",
                        "CREATE TRIGGER refuse BEFORE DELETE ON cities FOR EACH ROW WHEN (OLD.name = 'refused')"
                                + " EXECUTE FUNCTION refuse()",
                        "INSERT INTO cities VALUES ('refused', 'RA')");
        stack.parents().run("DELETE FROM countries WHERE code = 'RA'");
        eventually().until(() -> failed().size() == 1);
        String event = failed().get(0);
        assertThat(stack.children()
                        .values("SELECT reason FROM cascade.dead_letter WHERE headers ->> 'ce_id' = '" + event + "'"))
                .singleElement()
                .asString()
                .contains("this city stays");

        // When
        stack.children().run("DROP TRIGGER refuse ON cities", "DROP FUNCTION refuse()");
        String letter = stack.children()
                .values("SELECT id FROM cascade.dead_letter WHERE event_id = '" + event + "'")
                .get(0);
        Curl replay =
                Curl.parse(runbooks.block("replay CascadeDeadLetters").strip().replace("/17/", "/" + letter + "/"));
        assertThat(HttpClient.newHttpClient()
                        .send(replay.request(this::address), BodyHandlers.ofString())
                        .body())
                .contains("\"state\":\"replayed\"");

        // Then
        assertThat(stack.children().count("cities WHERE name = 'refused'")).isZero();
        eventually()
                .until(() ->
                        stack.parents().count("cascade.delivery WHERE state = 'settled' AND event_id = '" + event + "'")
                                == 1);
    }

    @Test
    void publishingAnHourAgainChangesNothingThatHasArrived() {
        // Given
        country("RB");
        country("RC");
        stack.children().run("INSERT INTO cities VALUES ('stays', 'RB')", "INSERT INTO cities VALUES ('goes', 'RC')");
        stack.parents().run("DELETE FROM countries WHERE code = 'RC'");
        eventually().until(() -> stack.children().count("cities WHERE name = 'goes'") == 0);
        country("RC");
        stack.children().run("INSERT INTO cities VALUES ('came back', 'RC')");

        // When, of this test's own rows alone, as those of a bulk test would take long
        stack.parents()
                .run(runbooks.block("mend CascadeSlotLost").replace("ORDER BY", "AND payload ~ '\"R[BC]\"' ORDER BY"));

        // Then
        new Topic(stack.running().bootstrapServers(), "cascade.parent-service.public.countries")
                .awaitConsumed("cascade.child-service");
        throughout()
                .until(() -> stack.children().count("cities WHERE name IN ('stays', 'came back')") == 2
                        && stack.children().count("cascade.parent_service__countries__code WHERE code IN ('RB', 'RC')")
                                == 2);
    }

    /** Each statement by itself, and taken back. */
    private static void tryOut(Database database, Map.Entry<String, String> block, boolean onlyReads)
            throws SQLException {
        try (Connection session = database.connect();
                Statement statement = session.createStatement()) {
            session.setReadOnly(onlyReads);
            session.setAutoCommit(false);
            for (String sql : List.of(block.getValue().strip().split(";\\s*"))) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    throw new AssertionError(block.getKey() + ": " + e.getMessage(), e);
                }
            }
            session.rollback();
        }
    }

    private List<String> failed() {
        return stack.parents()
                .values(
                        "SELECT event_id FROM cascade.delivery WHERE state = 'failed' AND relationship = 'cities-country'");
    }

    private void country(String code) {
        stack.parents().run("INSERT INTO countries VALUES ('" + code + "')");
        eventually()
                .until(() ->
                        stack.children().count("cascade.parent_service__countries__code WHERE code = '" + code + "'")
                                == 1);
    }

    private String address(String url) {
        return url.replace("http://127.0.0.1:8081", stack.parentApi().url().toString())
                .replace("http://127.0.0.1:8082", stack.childApi().url().toString())
                .replace("http://127.0.0.1:8083", stack.running().connectUrl().toString());
    }
}
