/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(MaxKeysApiTest.Limited.class)
@WithTestResource(ServiceBackends.class)
class MaxKeysApiTest {

    @BeforeEach
    void createThree() {
        given().delete("/parents?name=many&allowBulk=true");
        for (int i = 0; i < 3; i++) {
            given().contentType(ContentType.JSON)
                    .body("{\"name\":\"many\"}")
                    .post("/parents")
                    .then()
                    .statusCode(201);
        }
    }

    @Test
    void refusesABulkDeleteBeyondTheLimitAndSaysHowToMeanIt() {
        given().delete("/parents?name=many")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body(
                        "type", equalTo("urn:cascade:problem:too-many-keys"),
                        "detail", containsString("more than 2 rows at once"),
                        "detail", containsString("allowBulk=true"));
        given().get("/parents?name=many").then().body("items", hasSize(3));
    }

    @Test
    void deletesAllWhenItIsMeant() {
        given().delete("/parents?name=many&allowBulk=true")
                .then()
                .statusCode(202)
                .body("keys", equalTo(3));
        given().get("/parents?name=many").then().body("items", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowBulk=", "allowBulk=yes", "allowBulk=true&allowBulk=false"})
    void deletesNothingWhenItDoesNotUnderstandWhatIsMeant(String query) {
        given().urlEncodingEnabled(false)
                .delete("/parents?name=many&" + query)
                .then()
                .statusCode(400)
                .body("detail", containsString("nothing was deleted"));
        given().get("/parents?name=many").then().body("items", hasSize(3));
    }

    public static final class Limited implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("cascade.contracts", "src/test/contracts/limited");
        }
    }
}
