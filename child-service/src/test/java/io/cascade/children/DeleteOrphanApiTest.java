/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.cascade.children.ChildrenApi.create;
import static io.cascade.children.ChildrenApi.problem;
import static io.cascade.children.ChildrenApi.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collection of a parent where the relationship says deleteOrphan. */
@QuarkusTest
@TestProfile(DeleteOrphanApiTest.WithOrphans.class)
@WithTestResource(ServiceBackends.class)
class DeleteOrphanApiTest {

    private static final long PARENT = 1;
    private static final long OTHER = 2;

    @Inject
    DSLContext dsl;

    @BeforeEach
    void parents() {
        dsl.execute("INSERT INTO cascade.parent_service__parents__id (id, version) VALUES (1, 1), (2, 1)"
                + " ON CONFLICT DO NOTHING");
        dsl.execute("DELETE FROM children");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET NOT NULL", "DROP NOT NULL"})
    void aChildThatIsTakenOutIsDeletedWhetherItsColumnTakesNullOrNot(String column) {
        // Given
        dsl.execute("ALTER TABLE children ALTER COLUMN parent_id " + column);
        long id = create(PARENT, unique());
        long sibling = create(PARENT, unique());
        long cousin = create(OTHER, unique());

        // When
        Response removed = given().delete("/parents/" + PARENT + "/children/" + id);

        // Then
        removed.then().statusCode(202).body("keys", equalTo(1), "origin", equalTo("api"));
        assertThat(removed.header("Location"))
                .isEqualTo("/deletions/" + removed.jsonPath().getString("id"));
        given().get(removed.header("Location")).then().body("relationships.name", contains("toys-child"));
        given().get("/children").then().body("items.id", contains((int) sibling, (int) cousin));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET NOT NULL", "DROP NOT NULL"})
    void aChildOfAnotherParentIsNotTouched(String column) {
        // Given
        dsl.execute("ALTER TABLE children ALTER COLUMN parent_id " + column);
        long id = create(OTHER, unique());

        // When, Then
        problem(given().delete("/parents/" + PARENT + "/children/" + id), 404)
                .body("detail", equalTo("There is no child " + id + " of parent " + PARENT));
        given().get("/children").then().body("items.id", contains((int) id));
    }

    public static final class WithOrphans implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("cascade.contracts", "src/test/contracts/orphans");
        }
    }
}
