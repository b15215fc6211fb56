/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for a deletion, and who follows it. What the child's service would report is written down here instead. */
@QuarkusTest
@WithTestResource(ServiceBackends.class)
class ForegroundApiTest {

    private static final String SETTLED = "state = 'settled', rows = 3, applied_at = now(), settled_at = now()";

    @Inject
    DSLContext dsl;

    @TestHTTPResource
    URI url;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?propagation=foreground | | ",
                "?propagation=foreground | wait=20 | wait=20",
                "| wait=20 | wait=20",
                "?propagation=orphan | wait=2000 | wait=60",
                "| respond-async, wait=20 | wait=20"
            })
    void theAnswerWaitsForTheEndWhereTheClientDoes(String query, String prefer, String applied) {
        // Given
        long id = create();
        CompletableFuture<Response> answer =
                CompletableFuture.supplyAsync(() -> delete(id, query == null ? "" : query, prefer));

        // When
        report(id, SETTLED);

        // Then
        answer.join()
                .then()
                .statusCode(200)
                .header("Location", containsString("/deletions/"))
                .header("Vary", equalTo("Prefer"))
                .header("Preference-Applied", applied == null ? nullValue() : equalTo(applied))
                .body("state", equalTo("settled"), "rows", equalTo(3), "settledAt", notNullValue());
    }

    @Test
    void theAnswerSaysThatItHasFailed() {
        // Given
        long id = create();
        CompletableFuture<Response> answer =
                CompletableFuture.supplyAsync(() -> delete(id, "?propagation=foreground", null));

        // When
        report(id, "state = 'failed', reason = 'refused there'");

        // Then
        answer.join()
                .then()
                .statusCode(200)
                .body("state", equalTo("failed"), "reason", containsString("refused there"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?propagation=foreground | wait=1 | wait=1",
                "?propagation=foreground | wait=0 | wait=0",
                "?propagation=foreground | respond-async | respond-async",
                "?propagation=foreground | respond-async, wait=1 | respond-async, wait=1",
                "| respond-async | respond-async",
                "| wait=soon |",
                "?propagation=background | |"
            })
    void theAnswerComesBeforeTheEndWhereTheWaitIsOverOrNobodyWaits(String query, String prefer, String applied) {
        delete(create(), query == null ? "" : query, prefer)
                .then()
                .statusCode(202)
                .header("Location", containsString("/deletions/"))
                .header("Vary", equalTo("Prefer"))
                .header("Preference-Applied", applied == null ? nullValue() : equalTo(applied))
                .body("state", equalTo("running"), "relationships[0].child.service", equalTo("child-service"));
    }

    @Test
    void waitingClientsHoldNoThread() {
        // Given more of them than there are threads
        List<Long> ids = Stream.generate(this::create).limit(60).toList();
        List<CompletableFuture<HttpResponse<String>>> answers = ids.stream()
                .map(id -> HttpClient.newHttpClient()
                        .sendAsync(
                                HttpRequest.newBuilder(url.resolve("/parents/" + id + "?propagation=foreground"))
                                        .DELETE()
                                        .build(),
                                BodyHandlers.ofString()))
                .toList();
        await().until(() -> ids.stream().allMatch(id -> deletion(id) != null));

        // Then
        given().get("/parents?limit=1").then().statusCode(200);
        ids.forEach(id -> report(id, SETTLED));
        assertThat(answers.stream().map(CompletableFuture::join))
                .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
    }

    @Test
    void aStreamTellsEveryChangeAndEndsWithTheDeletion() throws Exception {
        // Given
        long id = create();
        String location = delete(id, "", null).header("Location");
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        HttpResponse<Stream<String>> stream = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url.resolve(location + "/events")).build(), BodyHandlers.ofLines());
        CompletableFuture<Void> read =
                CompletableFuture.runAsync(() -> stream.body().forEach(lines::add));

        // When
        await().until(() -> data(lines).size() == 1);
        report(id, "state = 'applied', rows = 2, applied_at = now()");
        await().until(() -> data(lines).size() == 2);
        report(id, SETTLED);
        read.join();

        // Then
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(stream.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(lines)
                .allMatch(line -> line.isEmpty() || line.equals("event:deletion") || line.startsWith("data:{"));
        assertThat(data(lines))
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"state\":\"running\"", "\"rows\":0"),
                        second -> assertThat(second)
                                .contains("\"state\":\"running\"", "\"eventsApplied\":1", "\"rows\":2"),
                        last -> assertThat(last).contains("\"state\":\"settled\"", "\"rows\":3"));
    }

    @Test
    void whatIsAtItsEndIsAShortStreamAndWhatIsNotThereNone() throws Exception {
        // Given
        long id = create();
        String location = delete(id, "", null).header("Location");
        report(id, SETTLED);

        // Then
        given().get(location + "/events").then().statusCode(200).body(containsString("\"state\":\"settled\""));
        given().get("/deletions/" + UUID.randomUUID() + "/events")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void pagesOfOneStateFollowEachOtherByTheirLinks() {
        // Given
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long id = create();
            failed.add(0, delete(id, "", null).jsonPath().getString("id"));
            report(id, "state = 'failed', reason = 'no'");
            delete(create(), "", null);
        }
        String next = "/deletions?state=failed&relationship=children-parent&origin=api&newerThan=PT1H&limit=1";
        List<String> found = new ArrayList<>();

        // When
        while (found.size() < 3) {
            Response page = given().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200).body("items[0].state", equalTo("failed"));
            found.add(page.jsonPath().getString("items[0].id"));
            next = found.size() == 3 ? next : page.header("Link").replaceFirst("<(.*)>; rel=\"next\"", "$1");
        }

        // Then
        assertThat(found).isEqualTo(failed);
        given().get("/deletions?olderThan=P100000000D").then().statusCode(200).body("items", equalTo(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state=pending",
                "relationship=%00",
                "origin=%00",
                "olderThan=1h",
                "newerThan=-PT1H",
                "olderThan=PT",
                "limit=0",
                "limit=1001",
                "cursor=1",
                "cursor=99999999999999999999-00000000-0000-0000-0000-000000000000"
            })
    void namesAFilterThatIsNone(String query) {
        given().urlEncodingEnabled(false)
                .get("/deletions?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    private static List<String> data(List<String> lines) {
        return List.copyOf(lines).stream()
                .filter(line -> line.startsWith("data:"))
                .toList();
    }

    private static Response delete(long id, String query, String prefer) {
        return (prefer == null ? given() : given().header("Prefer", prefer)).delete("/parents/" + id + query);
    }

    /** What the child's service makes of the parent's deletion, as soon as there is one. */
    private void report(long id, String set) {
        await().until(() -> deletion(id) != null);
        dsl.execute("UPDATE cascade.delivery SET reported_at = clock_timestamp(), " + set + " WHERE deletion_id = '"
                + deletion(id) + "'");
    }

    private Object deletion(long id) {
        return dsl.fetchValue(
                "SELECT deletion_id FROM cascade.outbox WHERE deletion_id IS NOT NULL AND payload LIKE '%:[" + id
                        + "]}%'");
    }

    private long create() {
        return given().contentType(ContentType.JSON)
                .body("{\"name\":\"Ada\"}")
                .post("/parents")
                .jsonPath()
                .getLong("id");
    }
}
