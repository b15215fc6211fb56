/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service that keeps a replica of the keys asks. */
@QuarkusTest
@WithTestResource(ServiceBackends.class)
class ParentKeysApiTest {

    private static final String ALL = "{\"bits\":4,\"ranges\":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]";

    @BeforeEach
    void create() {
        given().contentType(ContentType.JSON)
                .body("{\"id\":7100001,\"name\":\"compared\"}")
                .post("/parents");
    }

    @Test
    void tellsDigestsOfRangesAndTheirKeys() {
        ask("digests", ALL + ",\"moreBits\":2}")
                .statusCode(200)
                .body(
                        "digests.keys.sum()", greaterThan(0),
                        "lsn", matchesPattern("[0-9A-F]+/[0-9A-F]+"),
                        "probe", matchesPattern("-?[0-9]+"));
        ask("ranges", ALL + "}").statusCode(200).body("columns[0]", hasItem("7100001"));
    }

    @Test
    void tellsWhichKeysThereAreAndWhatTellsTheirRowsFromOthers() {
        ask(
                        "look",
                        "{\"keys\":{\"columns\":[[\"7100001\",\"7199999\"]]},\"barrier\":\"3f2b8c1e-5d4a-4c9b-8a7e-6f1d2c3b4a59\"}")
                .statusCode(200)
                .body("lives[0]", not(equalTo("")), "lives[1]", equalTo(""));
        ask("look", "{\"keys\":{\"columns\":[[]]}}").statusCode(200).body("lives.size()", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            digests | {}
            digests | {"bits":0,"ranges":[0]}
            digests | {"bits":4,"ranges":[]}
            digests | {"bits":4,"ranges":[16]}
            digests | {"bits":4,"ranges":[0],"moreBits":13}
            digests | {"bits":40,"ranges":[0],"moreBits":1}
            ranges  | {"bits":4,"ranges":[-1]}
            look    | {"keys":{"columns":[]}}
            look    | {"keys":{"columns":[["1"],["2"]]}}
            look    | {"keys":{"columns":[["x"]]}}
            """)
    void refusesAMalformedQuestion(String what, String body) {
        ask(what, body).statusCode(400);
    }

    @Test
    void knowsNoKeysOfOthers() {
        given().contentType(ContentType.JSON)
                .body(ALL + "}")
                .post("/relationships/other/parent-keys/ranges")
                .then()
                .statusCode(404)
                .body(
                        "detail",
                        containsString("parent-service does not own the parent table of a relationship 'other'"));
        given().post("/relationships/children-parent/validation")
                .then()
                .statusCode(404)
                .body("detail", containsString("does not own the child table"));
    }

    private static ValidatableResponse ask(String what, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/relationships/children-parent/parent-keys/" + what)
                .then();
    }
}
