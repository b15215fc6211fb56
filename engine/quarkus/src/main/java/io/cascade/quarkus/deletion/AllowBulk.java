/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.quarkus.problem.Problems;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jooq.DSLContext;

/** The query parameter {@code allowBulk}, by which a caller means a delete of more rows than {@code maxKeys} of a contract. */
public final class AllowBulk {

    public static final String NAME = "allowBulk";
    public static final String DESCRIPTION =
            "`true`: delete however many rows match, also more than `maxKeys` of a contract allows at once.";

    private AllowBulk() {}

    /** The delete with the setting that the request asks for; throws a problem when it asks for neither true nor false. */
    public static ToIntFunction<DSLContext> of(UriInfo request, ToIntFunction<DSLContext> delete) {
        List<String> values = request.getQueryParameters().getOrDefault(NAME, List.of());
        if (values.isEmpty() || values.equals(List.of("false"))) {
            return delete;
        }
        if (!values.equals(List.of("true"))) {
            throw Problems.badRequest(
                    NAME + " is true or false, not '" + String.join(", ", values) + "'; nothing was deleted");
        }
        return transaction -> {
            transaction.execute("SELECT set_config('cascade.allow_bulk', 'on', true)");
            return delete.applyAsInt(transaction);
        };
    }
}
