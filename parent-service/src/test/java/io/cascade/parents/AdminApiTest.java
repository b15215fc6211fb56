/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceBackends.class)
class AdminApiTest {

    @Test
    void showsTheRelationshipWithBothSides() {
        given().get("/relationships")
                .then()
                .statusCode(200)
                .body("items", hasSize(1), "items[0].name", equalTo("children-parent"));
        given().get("/relationships/children-parent")
                .then()
                .statusCode(200)
                .body(
                        "role", equalTo("publisher"),
                        "state", oneOf("backfilling", "enforced"),
                        "onDelete", equalTo("CASCADE"),
                        "parent.service", equalTo("parent-service"),
                        "parent.table", equalTo("public.parents"),
                        "parent.key[0].column", equalTo("id"),
                        "parent.key[0].type", equalTo("bigint"),
                        "child.service", equalTo("child-service"),
                        "child.table", equalTo("public.children"),
                        "child.columns", hasItem("parent_id"),
                        "activity.events", equalTo(0),
                        "activity.failed", equalTo(0),
                        "activity", not(hasKey("lagMillis")),
                        "$", not(hasKey("orphans")),
                        "$", not(hasKey("deadLetters")));
    }

    @Test
    void answersAKeyLookUpWithTheVersionOrThatThereIsNone() {
        // Given
        given().contentType(ContentType.JSON)
                .body("{\"id\":7000001,\"name\":\"looked up\"}")
                .post("/parents")
                .then()
                .statusCode(201);

        // When, Then
        given().get("/relationships/children-parent/keys?key=7000001")
                .then()
                .statusCode(200)
                .body("present", equalTo(true), "version", greaterThan(0));
        given().get("/relationships/children-parent/keys?key=7000002")
                .then()
                .statusCode(200)
                .body("present", equalTo(false), "$", not(hasKey("version")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?key=", "?key=abc", "?key=1&key=2", "?key=99999999999999999999", "?key=%00"})
    void refusesAKeyThatIsNotOfTheRelationshipsType(String query) {
        given().urlEncodingEnabled(false)
                .get("/relationships/children-parent/keys" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "/relationships/none, parent-service takes no part in a relationship 'none'",
        "/relationships/none/keys?key=1, parent-service does not own the parent table of a relationship 'none'",
        "/dead-letters/1, There is no dead letter 1",
        "/nothing/here, There is nothing at /nothing/here",
        "/parents/1/2/3, There is nothing at /parents/1/2/3"
    })
    void saysWhatIsNotThere(String path, String detail) {
        given().get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", startsWith(detail), "title", equalTo("Not Found"), "type", equalTo("about:blank"));
    }

    @Test
    void saysWhichMethodsThereAre() {
        given().delete("/relationships")
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .header("Allow", equalTo("GET, HEAD, OPTIONS"))
                .body("detail", equalTo("/relationships takes GET, HEAD, OPTIONS"));
        given().contentType(ContentType.JSON)
                .body("{}")
                .patch("/parents/1")
                .then()
                .statusCode(405)
                .header("Allow", equalTo("DELETE, GET, HEAD, OPTIONS, PUT"));
    }

    @Test
    void saysWhatItCanAnswerWith() {
        given().accept("text/csv").get("/parents").then().statusCode(406).contentType("application/problem+json");
    }

    @Test
    void hasNoDeadLettersAtFirst() {
        given().get("/dead-letters").then().statusCode(200).body("items", hasSize(0));
        given().get("/dead-letters?state=lost")
                .then()
                .statusCode(400)
                .body("detail", containsString("open, replayed, discarded"));
        given().post("/dead-letters/1/replay").then().statusCode(404);
        given().contentType("application/json")
                .body("{\"reason\": \"x\"}")
                .post("/dead-letters/1/discard")
                .then()
                .statusCode(404);
        given().get("/dead-letters/x").then().statusCode(400).contentType("application/problem+json");
    }
}
