/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries to get in. */
@QuarkusTest
@WithTestResource(ServiceBackends.class)
@WithTestResource(PeerStub.class)
@WithTestResource(IssuerResource.class)
class AccessTest {

    private static final String NOBODY = "00000000-0000-0000-0000-000000000003";

    @Test
    void noEndpointAnswersWithoutAToken() {
        List<Endpoint> endpoints = endpoints();

        assertThat(endpoints).hasSizeGreaterThan(25);
        endpoints.forEach(endpoint -> assertThat(status(given(), endpoint))
                .as("%s without a token", endpoint)
                .isEqualTo(401));
    }

    @Test
    void noEndpointAnswersATokenWithoutARole() {
        endpoints().forEach(endpoint -> assertThat(status(with("chef"), endpoint))
                .as("%s without a role", endpoint)
                .isEqualTo(403));
    }

    @Test
    void noForgeryGetsIn() {
        IssuerResource.forgeries()
                .forEach((what, token) -> assertThat(given().header("Authorization", "Bearer " + token)
                                .get("/relationships")
                                .statusCode())
                        .as(what)
                        .isEqualTo(401));
    }

    @Test
    void theAnswerIsAProblemThatSaysWhatWouldDo() {
        given().get("/parents")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("type", equalTo("about:blank"), "title", equalTo("Unauthorized"), "status", equalTo(401))
                .body("detail", containsString("Authorization: Bearer"));
        given().header("Authorization", "Bearer garbage")
                .get("/parents")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer error=\"invalid_token\""));
        with("reader")
                .delete("/parents/1")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"writer\"")
                .body("detail", equalTo("This needs the role writer; the token has the role reader"));
    }

    @Test
    void aTokenElsewhereThanInItsHeaderIsNone() {
        String token = IssuerResource.token("operator");

        assertThat(given().get("/parents?access_token=" + token).statusCode()).isEqualTo(401);
        assertThat(given().cookie("Authorization", "Bearer " + token)
                        .get("/parents")
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().header("Authorization", "Basic " + token)
                        .get("/parents")
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().header("Authorization", token).get("/parents").statusCode())
                .isEqualTo(401);
        assertThat(given().header("Authorization", "bearer  " + token)
                        .get("/parents")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aReaderReadsAndChangesNothing() {
        with("reader").get("/parents").then().statusCode(200);
        with("reader").head("/parents").then().statusCode(200);
        with("reader").get("/relationships").then().statusCode(200);
        with("reader").get("/deletions/" + NOBODY).then().statusCode(404);
        with("reader").get("/deletions/" + NOBODY + "/events").then().statusCode(404);
        with("reader").get("/q/metrics").then().statusCode(200).body(containsString("cascade_engine_ready"));
        with("reader")
                .contentType("application/json")
                .body("{\"keys\": {\"columns\": [[\"1\"]]}}")
                .post("/relationships/children-parent/parent-keys/look")
                .then()
                .statusCode(200);
        with("reader")
                .contentType("application/json")
                .body("{\"name\": \"Ada\"}")
                .post("/parents")
                .then()
                .statusCode(403);
        with("reader").delete("/parents?name=Ada").then().statusCode(403);
        given().head("/parents").then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /deletions/" + NOBODY + "/restore",
        "POST, /dead-letters/999/replay",
        "POST, /services/child-service/dead-letters/999/replay",
        "POST, /services/parent-service/dead-letters/999/replay"
    })
    void onlyAnOperatorDecides(String method, String path) {
        Endpoint endpoint = new Endpoint(method, path);

        assertThat(status(with("writer"), endpoint)).isEqualTo(403);
        assertThat(status(with("operator"), endpoint)).isIn(404, 409);
    }

    @Test
    void aWriterWritesAndDeletes() {
        long id = with("writer")
                .contentType("application/json")
                .body("{\"name\": \"Ada\"}")
                .post("/parents")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
        with("writer").delete("/parents/" + id).then().statusCode(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/metrics",
                "/q/metrics/",
                "/q/metrics/x",
                "//q/metrics",
                "/q//metrics",
                "/q/./metrics",
                "/q/health/../metrics",
                "/q/%6Detrics",
                "/q/metrics;x=1",
                "/q/metrics?x"
            })
    void metricsAreNotForStrangers(String path) {
        assertThat(given().urlEncodingEnabled(false).get(path).statusCode()).isIn(401, 404);
        assertThat(given().get("/q/metrics").then().statusCode(401).extract().header("WWW-Authenticate"))
                .isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//parents",
                "/./parents",
                "/parents/",
                "/q/../parents",
                "/q/health/../../parents",
                "/services/parent-service/relationships",
                "/services/parent-service/deletions?limit=1"
            })
    void thereIsNoWayAround(String path) {
        assertThat(given().urlEncodingEnabled(false).get(path).statusCode()).isIn(401, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/health/started",
                "/",
                "/console/app.js",
                "/q/openapi",
                "/q/swagger-ui/"
            })
    void whoAsksForHealthOrForWhatIsTheSameEverywhereNeedsNoToken(String path) {
        given().get(path).then().statusCode(200);
    }

    @Test
    void theGatewayShowsTheCallersTokenAndNoOther() {
        with("reader")
                .get("/services/child-service/deletions")
                .then()
                .statusCode(200)
                .body(containsString("Authorization"));
    }

    private static List<Endpoint> endpoints() {
        return Endpoints.of(ServedOpenApi.tree(
                given().get("/q/openapi?format=yaml").then().extract().asString()));
    }

    private static int status(RequestSpecification request, Endpoint endpoint) {
        return request.contentType("application/json")
                .request(endpoint.method(), endpoint.path())
                .statusCode();
    }

    private static RequestSpecification with(String... roles) {
        return given().header("Authorization", "Bearer " + IssuerResource.token(roles));
    }
}
