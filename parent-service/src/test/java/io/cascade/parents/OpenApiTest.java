/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.quarkus.testing.ServedOpenApi;
import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceBackends.class)
class OpenApiTest {

    @Test
    void servesTheOpenApiThatIsCommitted() {
        // When
        String served = given().get("/q/openapi?format=yaml")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        // Then
        assertThat(ServedOpenApi.tree(served))
                .as(ServedOpenApi.advice("parent-service"))
                .isEqualTo(ServedOpenApi.committed("parent-service", served));
    }
}
