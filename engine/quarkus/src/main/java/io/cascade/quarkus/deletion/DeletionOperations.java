/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jspecify.annotations.Nullable;

/**
 * Describes what every tracked DELETE has in common, once: an operation that may answer 202 takes {@link DeleteOptions} and
 * answers by {@link DeletionResponse}.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DeletionOperations implements OASFilter {

    private static final String ACCEPTED = "202";
    private static final String OK = "200";
    private static final String JSON = "application/json";

    @Override
    public void filterOpenAPI(OpenAPI openApi) {
        if (openApi.getPaths() == null || openApi.getPaths().getPathItems() == null) {
            return;
        }
        openApi.getPaths().getPathItems().values().forEach(path -> {
            Operation delete = path.getDELETE();
            if (delete != null && delete.getResponses().hasAPIResponse(ACCEPTED)) {
                describe(delete);
            }
        });
    }

    private static void describe(Operation delete) {
        delete.addParameter(propagation()).addParameter(retain()).addParameter(prefer());
        APIResponses responses = delete.getResponses();
        followed(responses.getAPIResponse(ACCEPTED));
        ended(responses);
        responses.addAPIResponse(
                "409",
                problem(
                        responses.getAPIResponse("409"),
                        "Rows of other services hold what would be deleted (`urn:cascade:problem:deletion-refused`);"
                                + " `relationship` and `rows` say which. Nothing was deleted."));
        responses.addAPIResponse(
                "503",
                problem(
                        responses.getAPIResponse("503"),
                        "Not all services that have to consent have answered in time. Nothing was deleted; try again"
                                + " after `Retry-After` seconds."));
    }

    private static Parameter propagation() {
        List<Object> values = List.copyOf(PropagationParameter.values());
        return OASFactory.createParameter()
                .name(PropagationParameter.NAME)
                .in(Parameter.In.QUERY)
                .description(
                        "What becomes of the rows in other services that refer to those: `background`, they follow as"
                                + " their relationships say; `foreground`, likewise, and the answer waits for them ("
                                + DeleteOptions.DEFAULT_WAIT.toSeconds()
                                + " s, or as `Prefer` says); `orphan`, they stay and"
                                + " refer to nothing. Where their table does not allow that, they stay as they are, and the"
                                + " deletion says that it failed.")
                .schema(OASFactory.createSchema()
                        .addType(SchemaType.STRING)
                        .enumeration(values)
                        .defaultValue("background"));
    }

    private static Parameter retain() {
        return OASFactory.createParameter()
                .name(RetainParameter.NAME)
                .in(Parameter.In.QUERY)
                .description(
                        "`false`: no copy of what goes is kept, in any service, so it cannot be restored. For erasure"
                                + " requests.")
                .schema(OASFactory.createSchema().addType(SchemaType.BOOLEAN).defaultValue(true));
    }

    private static Parameter prefer() {
        return OASFactory.createParameter()
                .name(Preferences.HEADER)
                .in(Parameter.In.HEADER)
                .description("RFC 7240. `wait=N`: wait up to N seconds until it is gone everywhere, at most "
                        + DeleteOptions.LONGEST_WAIT.toSeconds() + "; `respond-async`: do not wait, or not longer than"
                        + " `wait` says. What is malformed is ignored.")
                .example("wait=10")
                .schema(OASFactory.createSchema().addType(SchemaType.STRING));
    }

    private static void followed(APIResponse response) {
        response.addHeader("Location", header("The deletion, to see how far it has come."))
                .addHeader("Link", header("The same deletion in the services below, as rel=\"downstream\"."))
                .addHeader(Preferences.APPLIED, header("The preferences of the request that were kept to."))
                .content(OASFactory.createContent().addMediaType(JSON, json(ref("Deletion"))));
    }

    private static void ended(APIResponses responses) {
        APIResponse response = responses.getAPIResponse(OK);
        String waited = "It was waited for, and is gone everywhere, or has failed.";
        if (response == null) {
            response = OASFactory.createAPIResponse().description(waited);
            followed(response);
            responses.addAPIResponse(OK, response);
            return;
        }
        Schema before = response.getContent().getMediaType(JSON).getSchema();
        followed(response.description(response.getDescription() + " Or: " + waited));
        MediaType either = json(
                before.getOneOf() == null
                        ? OASFactory.createSchema().addOneOf(before).addOneOf(ref("Deletion"))
                        : before.addOneOf(ref("Deletion")));
        response.content(OASFactory.createContent().addMediaType(JSON, either));
    }

    /** @param own what the operation says of itself, which comes first */
    private static APIResponse problem(@Nullable APIResponse own, String description) {
        return OASFactory.createAPIResponse()
                .description(own == null ? description : own.getDescription() + " Or: " + description)
                .content(OASFactory.createContent().addMediaType("application/problem+json", json(ref("HttpProblem"))));
    }

    private static MediaType json(Schema schema) {
        return OASFactory.createMediaType().schema(schema);
    }

    private static Schema ref(String name) {
        return OASFactory.createSchema().ref("#/components/schemas/" + name);
    }

    private static Header header(String description) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(SchemaType.STRING));
    }
}
