/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.cascade.children.ChildrenApi.child;
import static io.cascade.children.ChildrenApi.create;
import static io.cascade.children.ChildrenApi.post;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventualReferenceTest.Eventual.class)
@WithTestResource(ServiceBackends.class)
@WithTestResource(ParentServiceStub.class)
class EventualReferenceTest {

    @Test
    void takesAChildWhoseParentNobodyKnowsAndKeepsItUntilSomebodyDoes() {
        // Given
        long unknown = ParentServiceStub.SILENT_FROM + 1;
        post(child(unknown, "Bo")).then().statusCode(201);

        // When
        post(child(42, "Al")).then().statusCode(201);

        // Then the child of the absent parent goes, the other one stays and is shown as waiting
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/parents/42/children").then().body("items", hasSize(0)));
        given().get("/parents/" + unknown + "/children").then().body("items", hasSize(1));
        given().get("/relationships/children-parent")
                .then()
                .body(
                        "state", equalTo("enforced"),
                        "detail", containsString("1 keys wait to be confirmed by parent-service"));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> given().get("/q/metrics")
                .then()
                .body(containsString(
                        "cascade_provisional_keys{relationship=\"children-parent\",service=\"child-service\"} 1.0")));
    }

    @Test
    void movesAChildToAParentThatNobodyKnows() {
        // Given
        long unknown = ParentServiceStub.SILENT_FROM + 1;
        long id = create(unknown, "Cy");

        // When
        ChildrenApi.put(id, child(unknown, "Di")).then().statusCode(200);

        // Then
        given().get("/children/" + id).then().body("name", equalTo("Di"));
        given().delete("/children/" + id);
    }

    public static final class Eventual implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("cascade.contracts", "src/test/contracts/eventual");
        }
    }
}
