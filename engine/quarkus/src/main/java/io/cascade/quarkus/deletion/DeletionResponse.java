/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.RequestedDeletion;
import io.cascade.quarkus.deletion.TrackedDelete.Outcome;
import io.cascade.quarkus.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a DELETE: 202 with the way to follow it as long as other services have work to do, else that it is done. Where
 * the client waits, the answer does.
 */
@Singleton
public class DeletionResponse {

    private final DeletionEnd end;
    private final DeletionViews views;

    DeletionResponse(DeletionEnd end, DeletionViews views) {
        this.end = end;
        this.views = views;
    }

    /**
     * The answer for one row.
     *
     * @param absent the problem when there was no such row
     */
    public Uni<Response> one(Outcome outcome, DeleteOptions options, Supplier<? extends RuntimeException> absent) {
        if (outcome instanceof Outcome.Tracked tracked) {
            return followed(tracked.deletion(), options);
        }
        if (outcome instanceof Outcome.Local) {
            return now(Response.noContent());
        }
        checkRefused(outcome);
        throw absent.get();
    }

    /** The answer for all rows that match a filter, where none is a fine number too. */
    public Uni<Response> many(Outcome outcome, DeleteOptions options) {
        if (outcome instanceof Outcome.Tracked tracked) {
            return followed(tracked.deletion(), options);
        }
        checkRefused(outcome);
        int rows = outcome instanceof Outcome.Local local ? local.rows() : 0;
        return now(Response.ok(new Deleted(rows)));
    }

    /** The answer to a request that was not meant to delete anything. */
    public static Uni<Response> instead(Object entity) {
        return Uni.createFrom().item(Response.ok(entity).build());
    }

    /** A refusal names who holds the rows; a missing answer is no refusal, so the caller may try again. */
    private static void checkRefused(Outcome outcome) {
        if (!(outcome instanceof Outcome.Refused refused)) {
            return;
        }
        RequestedDeletion.Refused reason = refused.reason();
        if (reason.undecided()) {
            throw Problems.unavailable("Nothing was deleted: " + reason.reason());
        }
        throw Problems.conflict("deletion-refused", "Other rows hold what would be deleted", reason.reason())
                .with("relationship", reason.holder())
                .with("rows", reason.rows())
                .with("sqlState", reason.sqlState())
                .build();
    }

    private Uni<Response> followed(Deletion deletion, DeleteOptions options) {
        return end.of(deletion, options.patience()).map(last -> answer(last, options));
    }

    private Response answer(Deletion deletion, DeleteOptions options) {
        boolean complete = !options.patience().isZero() && DeletionEnd.reached(deletion);
        DeletionView view = views.full(deletion);
        ResponseBuilder answer = Response.status(complete ? Status.OK : Status.ACCEPTED)
                .entity(view)
                .header(HttpHeaders.LOCATION, "/deletions/" + deletion.id())
                .header(HttpHeaders.VARY, Preferences.HEADER);
        DeletionViews.links(view).forEach(link -> answer.header(HttpHeaders.LINK, link));
        List<String> applied = options.applied(complete);
        return (applied.isEmpty() ? answer : answer.header(Preferences.APPLIED, String.join(", ", applied))).build();
    }

    private static Uni<Response> now(ResponseBuilder answer) {
        return Uni.createFrom()
                .item(answer.header(HttpHeaders.VARY, Preferences.HEADER).build());
    }

    /** A delete with nothing to follow. */
    @Schema(
            name = "Deleted",
            requiredProperties = {"keys"},
            description = "A delete that is complete: nothing refers to what it deleted.")
    public record Deleted(@Schema(description = "How many rows it deleted.", examples = "0") long keys) {}
}
