/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.oneOf;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a parent's service that could be asked: what is found with one is tested in the engine and end to end. */
@QuarkusTest
@WithTestResource(ServiceBackends.class)
class ValidationApiTest {

    @Test
    void aValidationIsFollowedToItsEndAndSaysWhyItCannotTell() {
        // When
        given().post("/relationships/children-parent/validation")
                .then()
                .statusCode(202)
                .header("Location", endsWith("/relationships/children-parent/validation"))
                .body("relationship", equalTo("children-parent"), "repair", equalTo(false));

        // Then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/relationships/children-parent/validation")
                        .then()
                        .statusCode(200)
                        .body(
                                "state", equalTo("unanswered"),
                                "missing", equalTo(0),
                                "surplus", equalTo(0),
                                "reason",
                                        oneOf(
                                                "existing keys are still on their way",
                                                "cascade.peers (CASCADE_PEERS) has no URL for parent-service")));
        given().get("/relationships/children-parent/validation/keys")
                .then()
                .statusCode(200)
                .body("missing", empty(), "surplus", empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"validation", "validation/keys"})
    void aRelationshipOfOthersHasNone(String path) {
        given().get("/relationships/other/" + path)
                .then()
                .statusCode(404)
                .body("detail", containsString("child-service does not own the child table of a relationship 'other'"));
    }
}
