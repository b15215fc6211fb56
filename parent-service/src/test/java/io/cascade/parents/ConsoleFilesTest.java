/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser gets, without one; {@code ConsoleIT} looks at it in one. */
@QuarkusTest
@WithTestResource(ServiceBackends.class)
class ConsoleFilesTest {

    private static final Path RESOURCES = Path.of("src/main/resources/META-INF/resources");

    /** Code, styles or addresses in the page that its policy would stop, and whatever would make markup of text. */
    private static final Pattern INLINE = Pattern.compile(
            "<style|style=|<script>|\\bon[a-z]+=\"|javascript:|setAttribute\\('style|innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(");

    private static final Pattern ELSEWHERE = Pattern.compile("(?:https?:)?//[a-z0-9-]+\\.[a-z]{2,}");

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html"})
    void servesThePageWithAPolicyThatAllowsNothingFromElsewhere(String path) {
        guarded(path)
                .contentType(startsWith("text/html"))
                .header("Cache-Control", "no-store")
                .body(containsString("console/app.js"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void servesEachFileGuarded(String path) {
        guarded(path).header("Cache-Control", "no-store");
    }

    @ParameterizedTest
    @MethodSource("files")
    void noFileNeedsWhatThePolicyForbids(String path) throws IOException {
        String content = Files.readString(RESOURCES.resolve(path.substring(1)));
        assertThat(INLINE.matcher(content).results().map(result -> result.group()))
                .as("inline code or styles, or markup out of text")
                .isEmpty();
        assertThat(ELSEWHERE
                        .matcher(content)
                        .results()
                        .map(result -> result.group())
                        .filter(address -> !address.equals("http://www.w3.org")))
                .as("addresses of others")
                .isEmpty();
    }

    @Test
    void theApiIsWhereItWasAndIsNotGuessedAt() {
        given().get("/parents?limit=1")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/json"))
                .header("X-Content-Type-Options", equalTo("nosniff"));
        given().get("/q/swagger-ui/").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/console/none.js").then().statusCode(404);
        given().accept("application/json")
                .get("/relationships")
                .then()
                .statusCode(200)
                .body("items", hasSize(1));
    }

    private static ValidatableResponse guarded(String path) {
        return given().get(path)
                .then()
                .statusCode(200)
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                                + " require-trusted-types-for 'script'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin");
    }

    static List<String> files() {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> "/" + RESOURCES.relativize(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
