/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.cascade.children.ChildrenApi.create;
import static io.cascade.children.ChildrenApi.unique;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ChildrenAsParentsTest.WithToys.class)
@WithTestResource(ServiceBackends.class)
class ImpactApiTest {

    @Test
    void saysWhatADeleteWouldTakeAlongAndWhomItCannotAsk() {
        // Given
        String name = unique();
        long id = create(1, name);

        // When, Then
        given().delete("/children/" + id + "?dryRun=true")
                .then()
                .statusCode(200)
                .body(
                        "keys", equalTo(1),
                        "partial", equalTo(true),
                        "relationships[0].name", equalTo("toys-child"),
                        "relationships[0].rows", nullValue(),
                        "relationships[0].error", equalTo("CASCADE_PEERS has no URL for toy-service"));
        given().queryParam("name", name)
                .queryParam("dryRun", true)
                .delete("/children")
                .then()
                .statusCode(200)
                .body("keys", equalTo(1));
        given().get("/children/" + id).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"keys\":{}}",
                "{\"keys\":{\"id\":null}}",
                "{\"keys\":{\"id\":[\"1\"]},\"depth\":11}",
                "[]"
            })
    void refusesAMalformedQuestion(String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/relationships/toys-child/impact")
                .then()
                .statusCode(400);
    }
}
