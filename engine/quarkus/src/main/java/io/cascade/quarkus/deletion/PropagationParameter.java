/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.contracts.Propagation;
import io.cascade.quarkus.problem.Problems;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/**
 * The query parameter {@code propagation}. Read from the request itself: as an argument of a method an empty one would be
 * taken for absent, and of several the first would do; then children would go that somebody may have meant to keep.
 */
public final class PropagationParameter {

    public static final String NAME = "propagation";

    private PropagationParameter() {}

    /** Throws a problem that names those that there are when it is none of them. */
    public static Propagation of(UriInfo request) {
        List<String> values = request.getQueryParameters().get(NAME);
        if (values == null || values.isEmpty()) {
            return Propagation.BACKGROUND;
        }
        String text = String.join(", ", values);
        return Propagation.of(text)
                .orElseThrow(() ->
                        Problems.badRequest("'" + text + "' is not one of " + String.join(", ", Propagation.ids())));
    }
}
