/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Describes what all operations have in common: that they need a token, and the answers without a good one. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class BearerScheme implements OASFilter {

    private static final String NAME = "bearer";

    @Override
    public void filterOpenAPI(OpenAPI openApi) {
        if (openApi.getComponents() == null || openApi.getPaths() == null) {
            return;
        }
        openApi.getComponents().addSecurityScheme(NAME, scheme());
        openApi.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(NAME)));
        openApi.getPaths().getPathItems().values().forEach(path -> path.getOperations()
                .values()
                .forEach(BearerScheme::describe));
    }

    private static SecurityScheme scheme() {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme(NAME)
                .bearerFormat("JWT")
                .description("A token of the issuer that the service is told, with one of the roles `reader`, `writer`"
                        + " and `operator`, each of which may also do what those before it may. Not needed with"
                        + " `CASCADE_AUTH=off`.");
    }

    private static void describe(Operation operation) {
        operation
                .getResponses()
                .addAPIResponse(
                        "401", problem("There is no token, or none that is valid; `WWW-Authenticate` says why."))
                .addAPIResponse("403", problem("The token does not have the role that this needs."));
    }

    private static APIResponse problem(String description) {
        Schema schema = OASFactory.createSchema().ref("#/components/schemas/HttpProblem");
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                "application/problem+json",
                                OASFactory.createMediaType().schema(schema)));
    }
}
