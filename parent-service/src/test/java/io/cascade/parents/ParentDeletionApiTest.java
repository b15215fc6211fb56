/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceBackends.class)
class ParentDeletionApiTest {

    @Inject
    DSLContext dsl;

    @Test
    void deletesAParentAndSaysWhereToFollowTheRest() {
        // Given
        long id = create(unique());

        // When
        Response deleted = given().delete("/parents/" + id);

        // Then
        deleted.then().statusCode(202).body("state", equalTo("running"), "origin", equalTo("api"), "keys", equalTo(1));
        assertThat(deleted.header("Location"))
                .isEqualTo("/deletions/" + deleted.jsonPath().getString("id"));
        given().get(deleted.header("Location"))
                .then()
                .statusCode(200)
                .body(
                        "keys", equalTo(1),
                        "createdAt", notNullValue(),
                        "relationships", hasSize(1),
                        "relationships[0].name", equalTo("children-parent"),
                        "relationships[0].state", equalTo("running"),
                        "relationships[0].events", equalTo(1),
                        "relationships[0].eventsApplied", equalTo(0),
                        "relationships[0]", not(hasKey("appliedAt")),
                        "relationships[0]", not(hasKey("reason")),
                        "events[0].topic", equalTo("cascade.parent-service.public.parents"),
                        "events[0].keys", equalTo(1));
        given().get("/parents/" + id).then().statusCode(404);
        given().get("/deletions?limit=1")
                .then()
                .statusCode(200)
                .body("items.id", contains(deleted.jsonPath().getString("id")), "items[0]", not(hasKey("events")));
    }

    @Test
    void aDeletionThatHasNotSettledIsNotTakenBack() {
        // Given
        long id = create(unique());
        Response deleted = given().delete("/parents/" + id);
        deleted.then().statusCode(202).body("restorable", equalTo(false), "$", not(hasKey("restoration")));

        // When / Then
        given().post(deleted.header("Location") + "/restore")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body(
                        "type", equalTo("urn:cascade:problem:restore-refused"),
                        "reasons", hasSize(1),
                        "detail", containsString("it has not settled yet"));
        given().get("/parents/" + id).then().statusCode(404);
        given().post("/deletions/" + UUID.randomUUID() + "/restore").then().statusCode(404);
        given().post("/deletions/x/restore").then().statusCode(400);
    }

    @Test
    void aDeletionWithoutCopiesSaysSoInItsEvents() {
        // Given
        long id = create(unique());

        // When
        given().delete("/parents/" + id + "?retain=no")
                .then()
                .statusCode(400)
                .body("detail", containsString("'no' is neither true nor false for retain"));
        String deletion =
                given().delete("/parents/" + id + "?retain=false").jsonPath().getString("id");

        // Then
        assertThat(dsl.fetchSingle(
                                "SELECT payload FROM cascade.outbox WHERE deletion_id = ?", UUID.fromString(deletion))
                        .get(0, String.class))
                .contains("\"retain\":false");
    }

    @Test
    void namesTheParentThatIsNotThereToDelete() {
        given().delete("/parents/987654321")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("There is no parent 987654321"));
    }

    @Test
    void deletesAllOfANameAsOneDeletion() {
        // Given
        String name = unique();
        create(name);
        create(name);
        long other = create(name + "x");

        // When
        Response deleted = given().queryParam("name", name).delete("/parents");

        // Then
        deleted.then().statusCode(202).body("keys", equalTo(2));
        given().queryParam("name", name).get("/parents").then().body("items", hasSize(0));
        given().get("/parents/" + other).then().statusCode(200);
    }

    @Test
    void takesTheCharactersOfAPrefixLiterally() {
        // Given
        String prefix = unique() + "%_!\\";
        create(prefix + "a");
        create(prefix + "b");
        long other = create(prefix.replace('%', 'x') + "a");

        // When
        Response deleted = given().queryParam("namePrefix", prefix).delete("/parents");

        // Then
        deleted.then().statusCode(202).body("keys", equalTo(2));
        given().get("/parents/" + other).then().statusCode(200);
    }

    @Test
    void aDeleteBelongsToTheCallersTraceAndTheNextOneDoesNot() {
        // Given
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        // When
        Response traced = given().header("traceparent", traceparent).delete("/parents/" + create(unique()));
        Response untraced = given().delete("/parents/" + create(unique()));
        Response malformed = given().header("traceparent", "00-1-2-3").delete("/parents/" + create(unique()));

        // Then
        assertThat(traceOf(traced)).isEqualTo(traceparent);
        assertThat(traceOf(untraced)).isNull();
        assertThat(traceOf(malformed)).isNull();
    }

    private Object traceOf(Response deleted) {
        return dsl.fetchSingle(
                        "SELECT traceparent FROM cascade.outbox WHERE deletion_id = CAST(? AS uuid)",
                        deleted.jsonPath().getString("id"))
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?nmae=a", "?name=", "?namePrefix=", "?name=%00"})
    void refusesABulkDeleteWithoutAUsableFilter(String query) {
        // Given
        long id = create(unique());

        // When
        Response refused = given().urlEncodingEnabled(false).delete("/parents" + query);

        // Then
        refused.then().statusCode(400).contentType("application/problem+json").body("detail", notNullValue());
        given().get("/parents/" + id).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"background", "orphan"})
    void saysWhatTheDeletionWantsForTheChildren(String propagation) {
        // Given
        String name = unique();
        long id = create(name);
        create(name);

        // When
        Response one = given().queryParam("propagation", propagation).delete("/parents/" + id);
        Response many = given().queryParam("propagation", propagation)
                .queryParam("name", name)
                .delete("/parents");

        // Then
        one.then().statusCode(202).body("propagation", equalTo(propagation));
        many.then().statusCode(202).body("propagation", equalTo(propagation));
        given().get(one.header("Location"))
                .then()
                .statusCode(200)
                .body("propagation", equalTo(propagation), "keys", equalTo(1), "state", equalTo("running"));
        assertThat(dsl.fetchValues(
                        "SELECT DISTINCT substring(type FROM 'keys.*') FROM cascade.outbox WHERE deletion_id IN (?, ?)",
                        UUID.fromString(one.jsonPath().getString("id")),
                        UUID.fromString(many.jsonPath().getString("id"))))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Object.class))
                .containsExactly(propagation.equals("orphan") ? "keys.orphaned.v1" : "keys.deleted.v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ORPHAN", "orphans", ""})
    void refusesAnUnknownPropagationAndNamesThoseThatThereAre(String propagation) {
        // Given
        String name = unique();
        long id = create(name);

        // When, Then
        given().queryParam("propagation", propagation)
                .delete("/parents/" + id)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", equalTo("'" + propagation + "' is not one of background, foreground, orphan"));
        given().queryParam("propagation", propagation)
                .queryParam("name", name)
                .delete("/parents")
                .then()
                .statusCode(400);
        given().get("/parents/" + id).then().statusCode(200);
    }

    @Test
    void saysThatABulkDeleteMatchedNothing() {
        // When
        Response deleted = given().queryParam("name", unique()).delete("/parents");

        // Then
        deleted.then().statusCode(200).body("keys", equalTo(0));
        assertThat(deleted.header("Location")).isNull();
    }

    @Test
    void explainsWhichDeletionIsNotThere() {
        UUID unknown = UUID.randomUUID();
        given().get("/deletions/" + unknown)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", containsString("There is no deletion " + unknown));
        given().get("/deletions/1-2-3-4-5")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", equalTo("'1-2-3-4-5' is not a UUID"));
        given().get("/deletions?limit=0")
                .then()
                .statusCode(400)
                .body("violations.field", hasItem("limit"), "violations.in", hasItem("query"));
    }

    private static String unique() {
        return "name-" + UUID.randomUUID();
    }

    private static long create(String name) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("name", name))
                .post("/parents")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
    }
}
