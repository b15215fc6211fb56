/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All that a service's OpenAPI document describes, so that a test of every endpoint forgets none. */
public final class Endpoints {

    private Endpoints() {}

    /** @param path with a value in the place of each parameter */
    public record Endpoint(String method, String path) {}

    public static List<Endpoint> of(JsonNode openApi) {
        List<Endpoint> endpoints = new ArrayList<>();
        openApi.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> endpoints.add(new Endpoint(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        path.getKey().replaceAll("\\{[^}]+}", "1")))));
        return endpoints;
    }
}
