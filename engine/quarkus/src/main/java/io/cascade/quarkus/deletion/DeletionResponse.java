/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.RequestedDeletion;
import io.cascade.quarkus.deletion.TrackedDelete.Outcome;
import io.cascade.quarkus.problem.Problems;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to a DELETE: 202 with the way to follow it as long as other services have work to do, else that it is done. */
public final class DeletionResponse {

    private DeletionResponse() {}

    /**
     * The answer for one row.
     *
     * @param absent the problem when there was no such row
     */
    public static Response one(Outcome outcome, Supplier<? extends RuntimeException> absent) {
        if (outcome instanceof Outcome.Tracked tracked) {
            return accepted(tracked.deletion());
        }
        if (outcome instanceof Outcome.Local) {
            return Response.noContent().build();
        }
        checkRefused(outcome);
        throw absent.get();
    }

    /** The answer for all rows that match a filter, where none is a fine number too. */
    public static Response many(Outcome outcome) {
        if (outcome instanceof Outcome.Tracked tracked) {
            return accepted(tracked.deletion());
        }
        checkRefused(outcome);
        int rows = outcome instanceof Outcome.Local local ? local.rows() : 0;
        return Response.ok(new Deleted(rows)).build();
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

    private static Response accepted(Deletion deletion) {
        return Response.accepted(DeletionView.of(deletion))
                .header(HttpHeaders.LOCATION, "/deletions/" + deletion.id())
                .build();
    }

    /** A delete with nothing to follow. */
    @Schema(
            name = "Deleted",
            requiredProperties = {"keys"},
            description = "A delete that is complete: nothing refers to what it deleted.")
    public record Deleted(@Schema(description = "How many rows it deleted.", examples = "0") long keys) {}
}
