/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Headers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a browser from running, framing, guessing at or keeping an answer; {@link ConsoleFilesTest} has the console's own. */
@QuarkusTest
@WithTestResource(ServiceBackends.class)
@WithTestResource(PeerStub.class)
class SecurityHeadersTest {

    private static final String DATA =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @ParameterizedTest
    @CsvSource({
        "200, /parents",
        "200, /relationships",
        "200, /services",
        "404, /parents/-1",
        "400, /parents?limit=x",
        "404, /nothing",
        "404, /services/child-service/q/metrics",
        "200, /services/parent-service/relationships",
        "200, /services/parent-service/q/health/ready",
        "200, /q/health/live",
        "200, /q/metrics",
        "200, /q/openapi"
    })
    void everyAnswerHasEachHeaderOnce(int status, String path) {
        assertThat(headers(status, path))
                .isEqualTo(Map.of(
                        "Content-Security-Policy", List.of(DATA),
                        "X-Content-Type-Options", List.of("nosniff"),
                        "Referrer-Policy", List.of("no-referrer"),
                        "Cross-Origin-Opener-Policy", List.of("same-origin"),
                        "Cross-Origin-Resource-Policy", List.of("same-origin"),
                        "Cache-Control", List.of("no-store")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/console/app.js"})
    void theConsoleHasOnePolicyWhichIsItsOwn(String path) {
        Map<String, List<String>> headers = headers(200, path);

        assertThat(headers.get("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.get("Cache-Control")).containsExactly("no-store");
        assertThat(headers.get("Referrer-Policy")).containsExactly("no-referrer");
    }

    @Test
    void theGatewayKeepsThePeersCacheControlAndNotItsPolicy() {
        Map<String, List<String>> headers = headers(200, "/services/child-service/deletions");

        assertThat(headers.get("Cache-Control")).containsExactly("no-cache");
        assertThat(headers.get("Content-Security-Policy")).containsExactly(DATA);
    }

    @Test
    void swaggerUiMayRunItsOwnScriptAndNobodyElses() {
        assertThat(headers(200, "/q/swagger-ui/").get("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'; script-src 'self' 'unsafe-inline';")
                .endsWith("frame-ancestors 'none'");
    }

    private static Map<String, List<String>> headers(int status, String path) {
        Headers headers = given().get(path).then().statusCode(status).extract().headers();
        return Map.of(
                "Content-Security-Policy", headers.getValues("Content-Security-Policy"),
                "X-Content-Type-Options", headers.getValues("X-Content-Type-Options"),
                "Referrer-Policy", headers.getValues("Referrer-Policy"),
                "Cross-Origin-Opener-Policy", headers.getValues("Cross-Origin-Opener-Policy"),
                "Cross-Origin-Resource-Policy", headers.getValues("Cross-Origin-Resource-Policy"),
                "Cache-Control", headers.getValues("Cache-Control"));
    }
}
