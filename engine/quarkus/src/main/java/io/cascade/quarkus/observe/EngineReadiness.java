/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.observe;

import io.cascade.engine.CascadeEngine;
import io.cascade.engine.EngineHealth;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the engine is; otherwise with its reasons, so that nobody has to look for them in the log. What only delays a
 * delete is a warning beside it: to take the service out of traffic would refuse the writes that its outbox keeps safely.
 */
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
        number(response, "reason", health.reasons());
        number(response, "warning", health.warnings());
        return response.build();
    }

    private static void number(HealthCheckResponseBuilder response, String what, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            response.withData(what + " " + (i + 1), texts.get(i));
        }
    }
}
