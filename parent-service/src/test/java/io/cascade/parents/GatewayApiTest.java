/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceBackends.class)
@WithTestResource(PeerStub.class)
class GatewayApiTest {

    private static final String ID = "00000000-0000-0000-0000-000000000002";

    @TestHTTPResource("/")
    URL service;

    private final String peer = ConfigProvider.getConfig().getValue("test.peer", String.class);

    @Test
    void listsTheServicesOfTheContracts() {
        given().get("/services")
                .then()
                .statusCode(200)
                .body(
                        "items.name", contains("child-service", "parent-service"),
                        "items.self", contains(false, true),
                        "items.reachable", contains(true, true),
                        "items[0].url", equalTo(peer),
                        "items[1].url", nullValue(),
                        "items[0].publishes", empty(),
                        "items[0].subscribes", contains("children-parent"),
                        "items[1].publishes", contains("children-parent"));
    }

    @Test
    void passesARequestOnWithItsParametersAndNoHeaderThatIsNotMeant() {
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .header("Cookie", "secret=1")
                .header("X-Forwarded-For", "1.2.3.4")
                .get("/services/child-service/deletions?state=failed&cursor=a%26b")
                .then()
                .statusCode(200)
                .contentType("application/x-echo")
                .header("Link", equalTo("</services/child-service/deletions?cursor=1>; rel=\"next\""))
                .header("Set-Cookie", nullValue())
                .body(
                        startsWith("GET /deletions?state=failed&cursor=a%26b|"),
                        containsString("Traceparent"),
                        not(containsString("Cookie")),
                        not(containsString("X-forwarded")));
    }

    @Test
    void passesABodyOnAndAnyStatusBack() {
        given().contentType("application/json")
                .body("{\"reason\":\"é\"}")
                .post("/services/child-service/dead-letters/7/replay")
                .then()
                .statusCode(409)
                .body(startsWith("POST /dead-letters/7/replay|"), containsString("|{\"reason\":\"é\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/services/elsewhere/deletions",
                "/services/child-service/children",
                "/services/child-service/q/metrics",
                "/services/child-service/deletions/x",
                "/services/child-service/deletions/%2e%2e/children",
                "/services/parent-service/parents",
                "/services/parent-service/q/metrics"
            })
    void isNoWayToAnythingElse(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void saysWhichMethodsThereAre() {
        given().delete("/services/child-service/deletions/" + ID)
                .then()
                .statusCode(405)
                .header("Allow", equalTo("GET, HEAD, OPTIONS, POST"));
    }

    @Test
    void answersForItselfWithoutAUrl() {
        given().get("/services/parent-service/relationships")
                .then()
                .statusCode(200)
                .body("items[0].role", equalTo("publisher"));
        given().get("/services/parent-service/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"));
        given().get("/services/parent-service/deletions?limit=0").then().statusCode(400);
        given().get("/services/parent-service/deletions/" + ID)
                .then()
                .statusCode(404)
                .body("detail", containsString("There is no deletion"));
    }

    @Test
    void passesEventsOnAsTheyCome() throws Exception {
        try (BufferedReader events = new BufferedReader(new InputStreamReader(
                new URL(service, "/services/child-service" + PeerStub.STREAMED).openStream(),
                StandardCharsets.UTF_8))) {
            // When
            String first = events.readLine();
            given().baseUri(peer).get("/go-on").then().statusCode(204);

            // Then
            assertThat(first).isEqualTo("data: 1");
            assertThat(events.lines()).containsExactly("", "data: 2", "");
        }
    }
}
