/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.engine.deletion.Deletion;
import io.cascade.quarkus.deletion.TrackedDelete.Outcome;
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
        throw absent.get();
    }

    /** The answer for all rows that match a filter, where none is a fine number too. */
    public static Response many(Outcome outcome) {
        if (outcome instanceof Outcome.Tracked tracked) {
            return accepted(tracked.deletion());
        }
        int rows = outcome instanceof Outcome.Local local ? local.rows() : 0;
        return Response.ok(new Deleted(rows)).build();
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
