/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

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
@WithTestResource(PeerStub.class)
class ParentImpactApiTest {

    @Test
    void asksTheChildsServiceAndItsOwn() {
        // Given
        create(8_000_001, "impact a");

        // When, Then
        given().get("/parents/8000001/impact")
                .then()
                .statusCode(200)
                .body(
                        "keys", equalTo(1),
                        "partial", equalTo(false),
                        "relationships", hasSize(1),
                        "relationships[0].name", equalTo("children-parent"),
                        "relationships[0].rows", equalTo(3),
                        "relationships[0].$", not(hasKey("error")),
                        "relationships[0].relationships[0].rows", equalTo(5),
                        "relationships[0].relationships[0].restricts", equalTo(true));
        given().get("/parents/8000002/impact").then().statusCode(404);
    }

    @Test
    void deletesNothingInADryRun() {
        // Given
        create(8_000_011, "impact b1");
        create(8_000_012, "impact b2");

        // When, Then
        given().delete("/parents/8000011?dryRun=true").then().statusCode(200).body("keys", equalTo(1));
        given().delete("/parents?namePrefix=impact b&dryRun=true")
                .then()
                .statusCode(200)
                .body("keys", equalTo(2), "relationships[0].rows", equalTo(3));
        given().delete("/parents?namePrefix=impact nobody&dryRun=true")
                .then()
                .statusCode(200)
                .body("keys", equalTo(0), "relationships[0].rows", equalTo(0));
        given().delete("/parents/8000013?dryRun=true").then().statusCode(404);
        given().get("/parents/8000011").then().statusCode(200);
        given().get("/parents/8000012").then().statusCode(200);
        given().delete("/parents/8000011?dryRun=false").then().statusCode(202);
    }

    @Test
    void asksOnlyTheNextLevelAboutChildrenThatWouldBeKept() {
        // Given
        create(8_000_021, "impact c");

        // When, Then
        given().delete("/parents/8000021?dryRun=true&propagation=orphan")
                .then()
                .statusCode(200)
                .body("relationships[0].rows", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dryRun=", "dryRun=yes", "dryRun=TRUE", "dryRun=true&dryRun=false", "dryRun"})
    void deletesNothingWhenItDoesNotUnderstandWhatIsMeant(String query) {
        // Given
        long id = 8_000_100 + Math.abs(query.hashCode() % 100_000);
        create(id, "impact d");

        // When, Then
        given().urlEncodingEnabled(false)
                .delete("/parents/" + id + "?" + query)
                .then()
                .statusCode(400)
                .body("detail", containsString("nothing was deleted"));
        given().get("/parents/" + id).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT31S", "2", "P1000000000D", "-PT1S"})
    void refusesATimeThatIsNone(String timeout) {
        // Given
        create(8_000_031, "impact e");

        // When, Then
        given().get("/parents/8000031/impact?timeout=" + timeout).then().statusCode(400);
        given().delete("/parents/8000031");
    }

    @Test
    void answersNoOtherServiceAboutATableThatItDoesNotHave() {
        given().contentType(ContentType.JSON)
                .body("{\"keys\":{\"id\":[\"1\"]}}")
                .post("/relationships/children-parent/impact")
                .then()
                .statusCode(404)
                .body("detail", containsString("does not own the child table"), "rows", nullValue());
    }

    private static void create(long id, String name) {
        given().contentType(ContentType.JSON)
                .body("{\"id\":%d,\"name\":\"%s\"}".formatted(id, name))
                .post("/parents")
                .then()
                .statusCode(201);
    }
}
