/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.contracts.Propagation;
import io.cascade.quarkus.problem.Problems;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * The query parameter {@code propagation}. Read from the request itself: as an argument of a method an empty one would be
 * taken for absent, and of several the first would do; then children would go that somebody may have meant to keep.
 *
 * @param propagation what becomes of the children
 * @param foreground whether the answer is to wait for them
 */
public record PropagationParameter(Propagation propagation, boolean foreground) {

    static final String NAME = "propagation";
    private static final String FOREGROUND = "foreground";

    /** All values that there are. */
    static List<String> values() {
        List<String> values = new ArrayList<>(Propagation.ids());
        values.add(1, FOREGROUND);
        return values;
    }

    /** Throws a problem that names those that there are when it is none of them. */
    public static PropagationParameter of(UriInfo request) {
        List<String> values = request.getQueryParameters().get(NAME);
        if (values == null || values.isEmpty()) {
            return new PropagationParameter(Propagation.BACKGROUND, false);
        }
        String text = String.join(", ", values);
        if (text.equals(FOREGROUND)) {
            return new PropagationParameter(Propagation.BACKGROUND, true);
        }
        return Propagation.of(text)
                .map(propagation -> new PropagationParameter(propagation, false))
                .orElseThrow(() -> Problems.badRequest("'" + text + "' is not one of " + String.join(", ", values())));
    }
}
