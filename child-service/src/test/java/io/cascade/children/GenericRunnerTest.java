/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.cascade.children.ChildrenApi.child;
import static io.cascade.children.ChildrenApi.post;
import static io.cascade.children.ChildrenApi.problem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(GenericRunnerTest.AsOrderService.class)
@WithTestResource(
        value = ServiceBackends.class,
        initArgs = @ResourceArg(name = "schema", value = "CREATE TABLE orders (id bigint PRIMARY KEY)"))
class GenericRunnerTest {

    private static final String DETAIL = "The /children API belongs to child-service; this process runs order-service";

    @Inject
    DSLContext dsl;

    @ParameterizedTest
    @ValueSource(strings = {"/children", "/children/1", "/parents/1/children"})
    void hasNoChildrenApi(String path) {
        problem(given().get(path), 404).body("detail", equalTo(DETAIL));
    }

    @Test
    void refusesToCreateOrDeleteChildren() {
        problem(post(child(1, "Bo")), 404).body("detail", equalTo(DETAIL));
        problem(given().delete("/children/1"), 404).body("detail", equalTo(DETAIL));
        problem(given().delete("/children?parentId=1"), 404).body("detail", equalTo(DETAIL));
    }

    @Test
    void leavesTheTablesOfTheServiceToItsOwner() {
        // When
        boolean children = dsl.fetchExists(dsl.select()
                .from("pg_catalog.pg_class")
                .where("relname IN ('children', 'flyway_schema_history')")
                .and("relnamespace = 'public'::regnamespace"));

        // Then
        assertThat(children).isFalse();
    }

    @Test
    void tracksADeleteBySql() {
        // Given
        dsl.execute("INSERT INTO orders VALUES (1), (2)");

        // When
        dsl.execute("DELETE FROM orders");

        // Then
        given().get("/deletions?limit=1").then().body("items[0].origin", equalTo("sql"), "items[0].keys", equalTo(2));
    }

    @Test
    void hasTheAdminApiAndHealth() {
        given().get("/relationships")
                .then()
                .statusCode(200)
                .body("items", hasSize(1), "items[0].name", equalTo("lines-order"));
        given().get("/dead-letters").then().statusCode(200).body("items", hasSize(0));
        given().get("/q/health/ready").then().statusCode(200);
    }

    public static final class AsOrderService implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("cascade.service", "order-service", "cascade.contracts", "src/test/contracts/orders");
        }
    }
}
