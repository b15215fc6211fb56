/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.cascade.children.ChildrenApi.child;
import static io.cascade.children.ChildrenApi.create;
import static io.cascade.children.ChildrenApi.parent;
import static io.cascade.children.ChildrenApi.post;
import static io.cascade.children.ChildrenApi.problem;
import static io.cascade.children.ChildrenApi.put;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceBackends.class)
@WithTestResource(ParentServiceStub.class)
class ParentReferenceTest {

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void waitsForAParentThatIsStillOnItsWay() {
        // Given
        new KeyEvents(bootstrapServers).created(101);

        // When, Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> post(child(101, "Bo")).then().statusCode(201));
    }

    @Test
    void refusesAChildOfAnAbsentParentAndNamesIt() {
        problem(post(child(42, "Bo")), 409)
                .body(
                        "type", equalTo("urn:cascade:problem:parent-absent"),
                        "detail", equalTo("parent 42 does not exist or was deleted"),
                        "parentId", equalTo(42));
    }

    @Test
    void refusesToMoveAChildToAnAbsentParent() {
        // Given
        long parent = parent();
        long id = create(parent, "Bo");

        // When, Then
        problem(put(id, child(42, "Bo")), 409).body("detail", equalTo("parent 42 does not exist or was deleted"));
        given().get("/children/" + id).then().body("parentId", equalTo((int) parent));
    }

    @Test
    void asksForPatienceWhenNobodyKnowsOfTheParent() {
        problem(post(child(ParentServiceStub.SILENT_FROM, "Bo")), 503)
                .header("Retry-After", "1")
                .body("detail", containsString("parent " + ParentServiceStub.SILENT_FROM));
    }

    @Test
    void losesTheChildrenOfADeletedParentAndTakesNoMore() {
        // Given
        KeyEvents events = new KeyEvents(bootstrapServers);
        events.created(102);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> post(child(102, "Bo")).then().statusCode(201));

        // When
        events.deleted(102);

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/parents/102/children").then().body("items", hasSize(0)));
        problem(post(child(102, "Bo")), 409).body("detail", equalTo("parent 102 does not exist or was deleted"));
        given().get("/q/metrics")
                .then()
                .body(containsString(
                        "cascade_applied_rows_total{relationship=\"children-parent\",service=\"child-service\"}"))
                .body(containsString("cascade_lag_seconds_bucket{relationship=\"children-parent\""));
    }

    @Test
    void keepsWhatCouldNotBeAppliedWithTheReason() {
        // When
        new KeyEvents(bootstrapServers).malformed();

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/dead-letters").then().body("items.size()", greaterThan(0)));
        given().get("/dead-letters?limit=1")
                .then()
                .body("items[0].topic", equalTo(KeyEvents.TOPIC), "items[0]", not(hasKey("payload")));
        int id = given().get("/dead-letters?limit=1").jsonPath().getInt("items[0].id");
        given().get("/dead-letters/" + id)
                .then()
                .statusCode(200)
                .body(
                        "payload", equalTo("{\"table\":1}"),
                        "headers.ce_type", equalTo("io.cascade.keys.deleted.v1"),
                        "key", equalTo("0"),
                        "reason", containsString("table"),
                        "state", equalTo("open"),
                        "attempts", equalTo(1),
                        "$", not(hasKey("sqlState")));
        given().post("/dead-letters/" + id + "/replay")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body(
                        "type", equalTo("urn:cascade:problem:replay-refused"),
                        "detail", containsString("table"));
        discard(id, "{}").then().statusCode(400);
        discard(id, "{\"reason\": \" \"}").then().statusCode(400);
        discard(id, "{\"reason\": \"nobody can read it\"}")
                .then()
                .statusCode(200)
                .body(
                        "state", equalTo("discarded"),
                        "resolution", equalTo("nobody can read it"),
                        "attempts", equalTo(2),
                        "resolvedAt", notNullValue());
        given().post("/dead-letters/" + id + "/replay")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:cascade:problem:dead-letter-resolved"));
        given().get("/dead-letters?state=open").then().body("items.id", not(hasItem(id)));
        given().get("/dead-letters?state=discarded").then().body("items.id", hasItem(id));
    }

    private static Response discard(int id, String body) {
        return given().contentType("application/json").body(body).post("/dead-letters/" + id + "/discard");
    }

    @Test
    void showsTheRelationshipFromItsSide() {
        given().get("/relationships/children-parent").then().statusCode(200).body("role", equalTo("subscriber"));
        problem(given().get("/relationships/children-parent/keys?key=1"), 404)
                .body("detail", containsString("child-service does not own the parent table"));
    }
}
