/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceBackends.class)
class ParentsApiTest {

    @Test
    void createsAParentAndSaysWhereItIs() {
        // When
        Response created = post("{\"name\":\"Ada\"}");

        // Then
        long id = created.then()
                .statusCode(201)
                .body("name", equalTo("Ada"), "createdAt", notNullValue(), "updatedAt", notNullValue())
                .extract()
                .jsonPath()
                .getLong("id");
        assertThat(created.header("Location")).isEqualTo("/parents/" + id);
        given().get(created.header("Location"))
                .then()
                .statusCode(200)
                .body(equalTo(created.body().asString()));
    }

    @Test
    void createsAParentWithTheCallersIdAndRefusesToDoSoTwice() {
        // Given
        String body = "{\"id\":1000001,\"name\":\"Ada\"}";
        post(body).then().statusCode(201).body("id", equalTo(1000001));

        // When
        Response second = post(body);

        // Then
        problem(second, 409)
                .body("type", equalTo("urn:cascade:problem:id-taken"), "detail", containsString("parent 1000001"));
    }

    @Test
    void generatesIdsPastThoseThatCallersChose() {
        // Given
        long last = create(unique());
        for (long id = last + 1; id <= last + 30; id++) {
            post("{\"id\":" + id + ",\"name\":\"chosen\"}").then().statusCode(201);
        }

        // When
        long generated = create(unique());

        // Then
        assertThat(generated).isEqualTo(last + 31);
    }

    @Test
    void stillGeneratesIdsWhenACallerChoseTheHighestOfAll() {
        // Given
        post("{\"id\":" + Long.MAX_VALUE + ",\"name\":\"last\"}").then().statusCode(201);
        long last = create(unique());
        post("{\"id\":" + (last + 1) + ",\"name\":\"chosen\"}").then().statusCode(201);

        // When, Then
        assertThat(create(unique())).isEqualTo(last + 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {}                              | name
            {"name":null}                   | name
            {"name":""}                     | name
            {"name":"a\\u0000b"}            | name
            {"name":"\\ud800"}              | name
            {"name":"a","id":0}             | id
            """)
    void refusesABodyThatBreaksARuleAndListsTheViolations(String body, String field) {
        problem(post(body), 400).body("violations.field", hasItem(field), "violations.in", hasItem("body"));
    }

    @Test
    void refusesANameThatIsTooLong() {
        post("{\"name\":\"" + "x".repeat(200) + "\"}").then().statusCode(201);
        problem(post("{\"name\":\"" + "x".repeat(201) + "\"}"), 400)
                .body("violations[0].message", containsString("200"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"name":                        | line 1, column 9
            {"name" "a"}                    | line 1, column
            {"name":"a","id":"x"}           | id must be a whole number, not 'x' (line 1
            {"name":{"a":1}}                | name must be a text (line 1, column
            {"name":"a","id":1e30}          | id
            []                              | The body must be a JSON object
            nonsense                        | line 1
            """)
    void saysWhereAMalformedBodyIsWrong(String body, String where) {
        problem(post(body), 400).body("detail", containsString(where), "detail", not(containsString("io.cascade")));
    }

    @Test
    void refusesARequestWithoutABody() {
        problem(given().contentType(ContentType.JSON).post("/parents"), 400).body("violations.message", notNullValue());
    }

    @Test
    void refusesABodyThatIsNotSentAsJson() {
        problem(given().contentType(ContentType.TEXT).body("{}").post("/parents"), 415)
                .body("detail", containsString("application/json"));
    }

    @Test
    void walksTheListPageByPage() {
        // Given
        String name = unique();
        long first = create(name);
        long second = create(name);
        create(unique());
        long third = create(name);

        // When
        Response page = given().queryParam("name", name).queryParam("limit", 2).get("/parents");

        // Then
        page.then().statusCode(200).body("items.id", contains((int) first, (int) second));
        assertThat(page.jsonPath().getString("next")).isEqualTo(Long.toString(second));
        String link = page.header("Link");
        assertThat(link).isEqualTo("</parents?name=" + name + "&limit=2&after=" + second + ">; rel=\"next\"");
        Response last = given().urlEncodingEnabled(false).get(link.substring(1, link.indexOf('>')));
        last.then().statusCode(200).body("items.id", contains((int) third), "$", not(hasKey("next")));
        assertThat(last.header("Link")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "after=x", "name=%00"})
    void refusesListParametersThatAreMalformedOrOutOfRange(String query) {
        problem(given().urlEncodingEnabled(false).get("/parents?" + query), 400);
    }

    @Test
    void namesTheParentThatIsNotThere() {
        problem(given().get("/parents/987654321"), 404).body("detail", equalTo("There is no parent 987654321"));
        problem(put(987654321, "{\"name\":\"a\"}"), 404).body("detail", equalTo("There is no parent 987654321"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1.5", "99999999999999999999"})
    void refusesAnIdThatIsNoNumber(String id) {
        problem(given().get("/parents/" + id), 400)
                .body("detail", containsString("'" + id + "' is not a whole number"));
    }

    @Test
    void renamesAParent() {
        // Given
        long id = create(unique());

        // When
        Response renamed = put(id, "{\"name\":\"Grace\"}");

        // Then
        renamed.then().statusCode(200).body("name", equalTo("Grace"), "id", equalTo((int) id));
        given().get("/parents/" + id).then().body("name", equalTo("Grace"));
    }

    @Test
    void takesBackWhatItAnswered() {
        // Given
        long id = create(unique());
        String answered = given().get("/parents/" + id).body().asString();

        // When, Then
        put(id, answered).then().statusCode(200);
    }

    @Test
    void refusesToChangeAnId() {
        // Given
        long id = create(unique());

        // When, Then
        problem(put(id, "{\"name\":\"a\",\"id\":" + (id + 1) + "}"), 400)
                .body("detail", containsString("an id cannot change"));
    }

    private static String unique() {
        return "name-" + UUID.randomUUID();
    }

    private static Response post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/parents");
    }

    private static Response put(long id, String body) {
        return given().contentType(ContentType.JSON).body(body).put("/parents/" + id);
    }

    private static long create(String name) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("name", name))
                .post("/parents")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
    }

    private static ValidatableResponse problem(Response response, int status) {
        return response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body(
                        "status",
                        equalTo(status),
                        "title",
                        notNullValue(),
                        "type",
                        notNullValue(),
                        "detail",
                        notNullValue());
    }
}
