/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.impact;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.TableName;
import io.cascade.engine.impact.Impact;
import io.cascade.engine.impact.ImpactQuestion;
import io.cascade.engine.impact.Impacts;
import io.cascade.quarkus.problem.Problems;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What a DELETE would take along. The parameters are read from the request itself: an empty {@code dryRun} that were taken for
 * absent would delete what somebody only wanted to look at.
 */
@Singleton
public class DryRun {

    public static final String NAME = "dryRun";
    public static final String TIMEOUT = "timeout";

    public static final String DESCRIPTION =
            "`true`: delete nothing, and say what would be deleted in every service; `timeout` as for the impact.";
    public static final String TIMEOUT_DESCRIPTION =
            "For how long services are asked, in ISO 8601, up to PT30S. What has not answered then is marked.";

    private final Impacts impacts;

    DryRun(Impacts impacts) {
        this.impacts = impacts;
    }

    /** Throws a problem when it is neither true nor false. */
    public static boolean asked(UriInfo request) {
        List<String> values = request.getQueryParameters().get(NAME);
        if (values == null || values.isEmpty()) {
            return false;
        }
        String text = String.join(", ", values);
        if (!text.equals("true") && !text.equals("false")) {
            throw Problems.badRequest(NAME + " is true or false, not '" + text + "'; nothing was deleted");
        }
        return text.equals("true");
    }

    /**
     * @param propagation of the delete: children that are kept take nothing along
     * @param rows a condition on the table's columns
     */
    public ImpactView of(TableName table, Condition rows, Propagation propagation, UriInfo request) {
        Impact impact = impacts.of(
                table, rows, propagation, timeout(request.getQueryParameters().getFirst(TIMEOUT)));
        return ImpactView.of(impact);
    }

    private static Duration timeout(@Nullable String text) {
        if (text == null) {
            return ImpactQuestion.DEFAULT_TIMEOUT;
        }
        try {
            Duration timeout = Duration.parse(text);
            if (timeout.toMillis() >= 1 && timeout.compareTo(ImpactQuestion.MOST_TIMEOUT) <= 0) {
                return timeout;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static RuntimeException wrong(String text) {
        return Problems.badRequest("'" + text + "' is not a time between PT0.001S and " + ImpactQuestion.MOST_TIMEOUT
                + ", as ISO 8601 writes it");
    }
}
