/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What the worker says about a connector.
 *
 * @param connector state of the connector, empty while it is unknown
 * @param task state of its only task, empty while there is none
 * @param failure the first line of the error
 */
public record ConnectorStatus(String connector, String task, Optional<String> failure) {

    static ConnectorStatus of(JsonNode status) {
        JsonNode connector = status.path("connector");
        JsonNode task = status.path("tasks").path(0);
        String trace = connector.path("trace").asText(task.path("trace").asText(""));
        return new ConnectorStatus(
                connector.path("state").asText(""),
                task.path("state").asText(""),
                trace.lines().findFirst());
    }

    public boolean isRunning() {
        return connector.equals("RUNNING") && task.equals("RUNNING");
    }
}
