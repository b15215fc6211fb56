/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import org.jspecify.annotations.Nullable;

/** Gives every problem a type, a title and a detail that helps, whoever raised it. */
@Singleton
class CompleteProblem implements ProblemPostProcessor {

    private final AllowedMethods methods;

    CompleteProblem(AllowedMethods methods) {
        this.methods = methods;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        HttpProblem.Builder complete = HttpProblem.builder(problem);
        if (problem.getType() == null) {
            complete.withType(Problems.BLANK);
        }
        Status status = Status.fromStatusCode(problem.getStatusCode());
        if (problem.getTitle() == null && status != null) {
            complete.withTitle(status.getReasonPhrase());
        }
        JsonProcessingException malformed = malformedJson(context.cause);
        if (malformed != null) {
            complete.withDetail(JsonErrors.explain(malformed));
        } else if (status != null && saysNothing(problem.getDetail())) {
            complete.withDetail(explain(status, problem, context));
        }
        if (status == Status.METHOD_NOT_ALLOWED) {
            String allow = String.join(", ", methods.of(context.path));
            complete.withHeader(HttpHeaders.ALLOW, allow).withDetail(context.path + " takes " + allow);
        }
        return complete.build();
    }

    private static @Nullable JsonProcessingException malformedJson(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof JsonProcessingException malformed) {
                return malformed;
            }
        }
        return null;
    }

    /** What JAX-RS and Quarkus put where nobody gave a reason. */
    private static boolean saysNothing(@Nullable String detail) {
        return detail == null
                || detail.startsWith("HTTP ")
                || detail.startsWith("Unable to find matching")
                || detail.startsWith("The content-type header value did not");
    }

    private static String explain(Status status, HttpProblem problem, ProblemContext context) {
        return switch (status) {
            case NOT_FOUND -> "There is nothing at " + context.path + "; see /q/swagger-ui for what is";
            case UNSUPPORTED_MEDIA_TYPE -> "The body must be sent as Content-Type: application/json";
            case NOT_ACCEPTABLE -> "The answer is application/json, which the Accept header does not allow";
            case INTERNAL_SERVER_ERROR -> "Something went wrong here; the service's log has the details";
            case BAD_REQUEST ->
                problem.getParameters().containsKey("violations")
                        ? "The request breaks the rules listed under violations"
                        : "The request is malformed";
            default -> status.getReasonPhrase();
        };
    }
}
