/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.quarkus.problem.Problems;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** The query parameter {@code retain}. Anything but a plain {@code true} or {@code false} is refused: a copy may be unlawful. */
final class RetainParameter {

    static final String NAME = "retain";

    private RetainParameter() {}

    /** Whether copies may be kept of what goes; throws a problem when that cannot be told. */
    static boolean of(UriInfo request) {
        List<String> values = request.getQueryParameters().get(NAME);
        if (values == null || values.isEmpty()) {
            return true;
        }
        String text = String.join(", ", values);
        if (!text.equals("true") && !text.equals("false")) {
            throw Problems.badRequest("'" + text + "' is neither true nor false for " + NAME);
        }
        return text.equals("true");
    }
}
