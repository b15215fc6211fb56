/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.problem;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** Describes problems as this API writes them, in the place of the library's general description. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ProblemSchema implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI openApi) {
        if (openApi.getComponents() == null) {
            return;
        }
        openApi.getComponents().removeSchema("HttpValidationProblem");
        openApi.getComponents().removeSchema("Violation");
        openApi.getComponents().addSchema("HttpProblem", problem());
    }

    private static Schema problem() {
        return object("What went wrong, after RFC 9457.")
                .addProperty("type", text("The kind of problem.", "urn:cascade:problem:id-taken"))
                .addProperty("title", text("The same for all problems of the type.", "The id is taken"))
                .addProperty(
                        "status",
                        OASFactory.createSchema().addType(SchemaType.INTEGER).addExample(409))
                .addProperty("detail", text("What happened, and what to do.", "There is a parent 42 already"))
                .addProperty(
                        "violations",
                        OASFactory.createSchema()
                                .addType(SchemaType.ARRAY)
                                .description("The rules that the request breaks.")
                                .items(violation()))
                .required(List.of("type", "title", "status", "detail"));
    }

    private static Schema violation() {
        return object("A broken rule.")
                .addProperty("field", text("Which field or parameter.", "name"))
                .addProperty(
                        "in",
                        text("Where it is.", "body")
                                .enumeration(List.of("query", "path", "header", "form", "body", "?")))
                .addProperty("message", text("The rule.", "size must be between 1 and 200"))
                .required(List.of("field", "in", "message"));
    }

    private static Schema object(String description) {
        return OASFactory.createSchema().addType(SchemaType.OBJECT).description(description);
    }

    private static Schema text(String description, String example) {
        return OASFactory.createSchema()
                .addType(SchemaType.STRING)
                .description(description)
                .addExample(example);
    }
}
