/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The switch alone: what it does to deletes is tested in the engine and end to end. */
@QuarkusTest
@WithTestResource(ServiceBackends.class)
class PauseApiTest {

    private static final String RELATIONSHIP = "/relationships/children-parent";

    @AfterEach
    void resume() {
        given().post(RELATIONSHIP + "/resume").then().statusCode(200).body("paused", nullValue());
    }

    @Test
    void aPauseIsShownWithItsReasonUntilItIsOver() {
        // When
        String since = given().contentType(ContentType.JSON)
                .body(Map.of("reason", " the import needs the database "))
                .post(RELATIONSHIP + "/pause")
                .then()
                .statusCode(200)
                .body("name", equalTo("children-parent"), "role", equalTo("subscriber"))
                .body("paused.reason", equalTo("the import needs the database"))
                .extract()
                .path("paused.since");

        // Then
        given().get(RELATIONSHIP).then().statusCode(200).body("paused.since", equalTo(since));
        given().contentType(ContentType.JSON)
                .body(Map.of())
                .post(RELATIONSHIP + "/pause")
                .then()
                .statusCode(200)
                .body("paused.since", equalTo(since), "paused.reason", equalTo("the import needs the database"));
        resume();
        resume();
        given().get(RELATIONSHIP).then().body("paused", nullValue());
    }

    @Test
    void aReasonMayBeLeftOutAndSoMayTheBody() {
        // When / Then
        given().contentType(ContentType.JSON)
                .post(RELATIONSHIP + "/pause")
                .then()
                .statusCode(200)
                .body("paused.since", notNullValue(), "paused.reason", nullValue());
    }

    @Test
    void aReasonThatNobodyWouldReadIsRefused() {
        // When / Then
        given().contentType(ContentType.JSON)
                .body(Map.of("reason", "x".repeat(501)))
                .post(RELATIONSHIP + "/pause")
                .then()
                .statusCode(400)
                .body("violations.size()", equalTo(1));
        given().get(RELATIONSHIP).then().body("paused", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume"})
    void aRelationshipOfOthersHasNone(String verb) {
        // When / Then
        given().contentType(ContentType.JSON)
                .body(Map.of())
                .post("/relationships/other/" + verb)
                .then()
                .statusCode(404)
                .body("detail", containsString("child-service does not own the child table of a relationship 'other'"));
    }
}
