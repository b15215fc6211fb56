/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.cascade.engine.EngineListener;
import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceBackends.class)
class OperationsTest {

    @Inject
    private EngineListener listener;

    @Test
    void isLiveAndReadyAndSaysWhatItLookedAt() {
        given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(
                        "status", equalTo("UP"),
                        "checks.name", hasItems("cascade engine", "Database connections health check"));
    }

    @Test
    void tellsPrometheusWhatTheEngineDoes() {
        // Given
        listener.applied("children-parent", 2, 3000);
        listener.lag("children-parent", Duration.ofMillis(40));
        listener.deadLetter("cascade.a.public.b");
        listener.retrying(1);

        // When
        String metrics =
                given().get("/q/metrics").then().statusCode(200).extract().asString();

        // Then
        assertThat(metrics)
                .contains(
                        "cascade_applied_events_total{relationship=\"children-parent\",service=\"parent-service\"} 2.0")
                .contains(
                        "cascade_applied_rows_total{relationship=\"children-parent\",service=\"parent-service\"} 3000.0")
                .contains("cascade_lag_seconds_count{relationship=\"children-parent\",service=\"parent-service\"} 1.0")
                .contains(
                        "cascade_lag_seconds_bucket{relationship=\"children-parent\",service=\"parent-service\",le=\"0.0447")
                .contains("cascade_dead_letters_total{service=\"parent-service\",topic=\"cascade.a.public.b\"} 1.0")
                .contains("cascade_retries_total{service=\"parent-service\"} 1.0");
    }

    @Test
    void servesSwaggerUi() {
        given().get("/q/swagger-ui/").then().statusCode(200).body(containsString("parent-service"));
    }
}
