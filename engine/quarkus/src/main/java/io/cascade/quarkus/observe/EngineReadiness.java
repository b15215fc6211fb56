/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.observe;

import io.cascade.engine.CascadeEngine;
import io.cascade.engine.EngineHealth;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the engine is; otherwise with its reasons, so that nobody has to look for them in the log. */
@Readiness
@Singleton
class EngineReadiness implements HealthCheck {

    private final CascadeEngine engine;

    EngineReadiness(CascadeEngine engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        EngineHealth health = engine.health();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("cascade engine").status(health.ready());
        for (int i = 0; i < health.reasons().size(); i++) {
            response.withData("reason " + (i + 1), health.reasons().get(i));
        }
        return response.build();
    }
}
