/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.quarkus.testing.Endpoints;
import io.cascade.quarkus.testing.Endpoints.Endpoint;
import io.cascade.quarkus.testing.IssuerResource;
import io.cascade.quarkus.testing.ServedOpenApi;
import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tries to get in. */
@QuarkusTest
@WithTestResource(ServiceBackends.class)
@WithTestResource(IssuerResource.class)
class AccessTest {

    @Test
    void noEndpointAnswersWithoutATokenOrARole() {
        List<Endpoint> endpoints = Endpoints.of(ServedOpenApi.tree(
                given().get("/q/openapi?format=yaml").then().extract().asString()));

        assertThat(endpoints).hasSizeGreaterThan(25);
        endpoints.forEach(endpoint -> {
            assertThat(given().contentType("application/json")
                            .request(endpoint.method(), endpoint.path())
                            .statusCode())
                    .as("%s without a token", endpoint)
                    .isEqualTo(401);
            assertThat(with("chef")
                            .contentType("application/json")
                            .request(endpoint.method(), endpoint.path())
                            .statusCode())
                    .as("%s without a role", endpoint)
                    .isEqualTo(403);
        });
    }

    @Test
    void eachRoleMayDoItsOwn() {
        with("reader").get("/children").then().statusCode(200);
        with("reader")
                .contentType("application/json")
                .body("{\"keys\": {\"id\": [\"1\"]}}")
                .post("/relationships/children-parent/impact")
                .then()
                .statusCode(200);
        with("reader").delete("/children/-1").then().statusCode(403);
        with("writer").delete("/children/-1").then().statusCode(404);
        with("writer").post("/relationships/children-parent/validation").then().statusCode(403);
        with("operator").post("/relationships/none/validation").then().statusCode(404);
    }

    @Test
    void healthIsForEverybody() {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(401);
    }

    private static RequestSpecification with(String role) {
        return given().header("Authorization", "Bearer " + IssuerResource.token(role));
    }
}
