/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.cascade.children.ChildrenApi.create;
import static io.cascade.children.ChildrenApi.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ChildrenAsParentsTest.WithToys.class)
@WithTestResource(ServiceBackends.class)
class ChildrenAsParentsTest {

    @Test
    void saysWhereToFollowTheDeleteOfAChildThatOthersReferTo() {
        // Given
        long id = create(1, unique());

        // When
        Response deleted = given().delete("/children/" + id);

        // Then
        deleted.then().statusCode(202).body("state", equalTo("running"), "keys", equalTo(1));
        assertThat(deleted.header("Location"))
                .isEqualTo("/deletions/" + deleted.jsonPath().getString("id"));
        given().get(deleted.header("Location"))
                .then()
                .statusCode(200)
                .body("relationships[0].name", equalTo("toys-child"));
    }

    @Test
    void followsABulkDeleteAsOneDeletion() {
        // Given
        String name = unique();
        create(1, name);
        create(2, name);

        // When, Then
        given().queryParam("name", name)
                .delete("/children")
                .then()
                .statusCode(202)
                .body("keys", equalTo(2));
        given().queryParam("name", name)
                .delete("/children")
                .then()
                .statusCode(200)
                .body("keys", equalTo(0));
    }

    @Test
    void acceptsAnyParentWhereNoContractRefersToParents() {
        assertThat(create(987654321, unique())).isPositive();
    }

    @Test
    void saysWhichSettingTheGatewayLacksToReachAnotherService() {
        String other = given().get("/services").jsonPath().getString("items.find { !it.self }.name");
        given().get("/services/" + other + "/deletions")
                .then()
                .statusCode(502)
                .contentType("application/problem+json")
                .body(
                        "type", equalTo("urn:cascade:problem:service-without-url"),
                        "detail", equalTo("CASCADE_PEERS of this service has no URL for " + other));
    }

    public static final class WithToys implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("cascade.contracts", "src/test/contracts/levels");
        }
    }
}
