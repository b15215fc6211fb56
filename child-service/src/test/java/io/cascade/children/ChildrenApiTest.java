/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.cascade.children.ChildrenApi.child;
import static io.cascade.children.ChildrenApi.create;
import static io.cascade.children.ChildrenApi.parent;
import static io.cascade.children.ChildrenApi.post;
import static io.cascade.children.ChildrenApi.problem;
import static io.cascade.children.ChildrenApi.put;
import static io.cascade.children.ChildrenApi.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceBackends.class)
@WithTestResource(ParentServiceStub.class)
class ChildrenApiTest {

    @Inject
    DSLContext dsl;

    @Test
    void createsAChildAndSaysWhereItIs() {
        // Given
        long parent = parent();

        // When
        Response created = post(child(parent, "Bo"));

        // Then
        long id = created.then()
                .statusCode(201)
                .body("name", equalTo("Bo"), "parentId", equalTo((int) parent))
                .extract()
                .jsonPath()
                .getLong("id");
        assertThat(created.header("Location")).isEqualTo("/children/" + id);
        given().get(created.header("Location"))
                .then()
                .statusCode(200)
                .body(equalTo(created.body().asString()));
    }

    @Test
    void createsAChildWithTheCallersIdAndRefusesToDoSoTwice() {
        // Given
        String body = "{\"id\":1000001,\"parentId\":" + parent() + ",\"name\":\"Bo\"}";
        post(body).then().statusCode(201).body("id", equalTo(1000001));

        // When, Then
        problem(post(body), 409)
                .body("type", equalTo("urn:cascade:problem:id-taken"), "detail", containsString("child 1000001"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"name":"a"}                         | parentId
            {"parentId":5}                 | name
            {"parentId":5,"name":""}       | name
            {"parentId":5,"name":"\\u0000"} | name
            """)
    void refusesABodyThatBreaksARuleAndListsTheViolations(String body, String field) {
        problem(post(body), 400).body("violations.field", hasItem(field), "violations.in", hasItem("body"));
    }

    @Test
    void saysWhereAMalformedBodyIsWrong() {
        problem(post("{\"parentId\":\"x\",\"name\":\"a\"}"), 400)
                .body("detail", containsString("parentId must be a whole number, not 'x' (line 1, column"));
    }

    @Test
    void walksTheChildrenOfAParentPageByPage() {
        // Given
        long parent = parent();
        long first = create(parent, "a");
        long second = create(parent, "b");
        create(parent(), "other");
        long third = create(parent, "c");

        // When
        Response page = given().queryParam("limit", 2).get("/parents/" + parent + "/children");

        // Then
        page.then().statusCode(200).body("items.id", contains((int) first, (int) second));
        String link = page.header("Link");
        assertThat(link).isEqualTo("</parents/" + parent + "/children?limit=2&after=" + second + ">; rel=\"next\"");
        given().get(link.substring(1, link.indexOf('>')))
                .then()
                .statusCode(200)
                .body("items.id", contains((int) third), "$", not(hasKey("next")));
        given().queryParam("parentId", parent)
                .get("/children")
                .then()
                .body("items.id", contains((int) first, (int) second, (int) third));
        given().queryParam("parentId", parent)
                .queryParam("name", "b")
                .get("/children")
                .then()
                .body("items.id", contains((int) second));
    }

    @Test
    void hasNoChildrenOfAParentThatItDoesNotKnow() {
        given().get("/parents/1/children").then().statusCode(200).body("items", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/children?limit=0",
                "/children?limit=1001",
                "/children?parentId=x",
                "/children/x",
                "/parents/x/children",
                "/parents/1/children?after=x"
            })
    void refusesParametersThatAreMalformedOrOutOfRange(String path) {
        problem(given().get(path), 400);
    }

    @Test
    void namesTheChildThatIsNotThere() {
        problem(given().get("/children/987654321"), 404).body("detail", equalTo("There is no child 987654321"));
        problem(given().delete("/children/987654321"), 404).body("detail", equalTo("There is no child 987654321"));
        problem(put(987654321, child(1, "a")), 404).body("detail", equalTo("There is no child 987654321"));
    }

    @Test
    void renamesAChildAndMovesItToAnotherParent() {
        // Given
        long id = create(parent(), "Bo");
        long other = parent();

        // When
        Response updated = put(id, child(other, "Cy"));

        // Then
        updated.then().statusCode(200).body("name", equalTo("Cy"), "parentId", equalTo((int) other));
        given().get("/children/" + id).then().body("parentId", equalTo((int) other));
    }

    @Test
    void refusesToChangeAnId() {
        // Given
        long parent = parent();
        long id = create(parent, "Bo");

        // When, Then
        problem(put(id, "{\"id\":" + (id + 1) + ",\"parentId\":" + parent + ",\"name\":\"a\"}"), 400)
                .body("detail", containsString("an id cannot change"));
    }

    @Test
    void deletesAChildForGoodWhereNothingRefersToIt() {
        // Given
        long id = create(parent(), "Bo");

        // When
        Response deleted = given().delete("/children/" + id);

        // Then
        deleted.then().statusCode(204);
        given().get("/children/" + id).then().statusCode(404);
    }

    @Test
    void doesNotTakeAChildOutOfItsCollectionThatNeedsAParent() {
        // Given
        long parent = parent();
        long id = create(parent, "Bo");

        // When, Then
        problem(given().delete("/parents/" + parent + "/children/" + id), 409)
                .body(
                        "type", equalTo("urn:cascade:problem:parent-required"),
                        "detail", containsString("parent_id is NOT NULL"),
                        "detail", containsString("delete it by DELETE /children/" + id));
        problem(given().delete("/parents/" + (parent + 1) + "/children/" + id), 404)
                .body("detail", equalTo("There is no child " + id + " of parent " + (parent + 1)));
        given().get("/children/" + id).then().statusCode(200).body("parentId", equalTo((int) parent));
    }

    @Test
    void keepsAChildThatIsTakenOutOfItsCollectionWithoutAParent() {
        // Given
        long parent = parent();
        long id = create(parent, "Bo");
        long sibling = create(parent, "Cy");
        dsl.execute("ALTER TABLE children ALTER COLUMN parent_id DROP NOT NULL");

        // When
        Response removed = given().delete("/parents/" + parent + "/children/" + id);

        // Then
        try {
            removed.then().statusCode(204);
            given().get("/children/" + id)
                    .then()
                    .statusCode(200)
                    .body("name", equalTo("Bo"), "$", not(hasKey("parentId")));
            given().get("/parents/" + parent + "/children").then().body("items.id", contains((int) sibling));
            problem(given().delete("/parents/" + parent + "/children/" + id), 404);
        } finally {
            dsl.execute("DELETE FROM children WHERE parent_id IS NULL");
            dsl.execute("ALTER TABLE children ALTER COLUMN parent_id SET NOT NULL");
        }
    }

    @Test
    void deletesAllThatMatch() {
        // Given
        long parent = parent();
        String name = unique();
        create(parent, name);
        create(parent, "other");
        create(parent(), name);

        // When, Then
        given().queryParam("parentId", parent)
                .queryParam("name", name)
                .delete("/children")
                .then()
                .statusCode(200)
                .body("keys", equalTo(1));
        given().queryParam("name", name)
                .delete("/children")
                .then()
                .statusCode(200)
                .body("keys", equalTo(1));
        given().queryParam("parentId", parent)
                .delete("/children")
                .then()
                .statusCode(200)
                .body("keys", equalTo(1));
        given().queryParam("parentId", parent)
                .delete("/children")
                .then()
                .statusCode(200)
                .body("keys", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?parent_id=1", "?name=", "?parentId=x"})
    void refusesABulkDeleteWithoutAUsableFilter(String query) {
        // Given
        long id = create(parent(), "Bo");

        // When, Then
        problem(given().delete("/children" + query), 400);
        given().get("/children/" + id).then().statusCode(200);
    }
}
