/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.problem;

import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.SqlStates;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.util.Set;
import org.jooq.exception.DataAccessException;

/** A database that is away or overloaded is no fault of the request: the caller may try again. */
@Provider
public final class DatabaseProblem extends ExceptionMapperBase<DataAccessException> {

    /** Connection lost, insufficient resources, operator intervention; none is what the pool gives when it has no connection. */
    private static final Set<String> PASSING = Set.of("08", "53", "57");

    @Override
    protected HttpProblem toProblem(DataAccessException exception) {
        if (SqlStates.constraintOf(exception).filter(Sql.MAX_KEYS::equals).isPresent()) {
            return Problems.conflict(
                            "too-many-keys",
                            "The delete takes more rows than a contract allows at once",
                            SqlStates.messageOf(exception).orElse("")
                                    + ". Nothing was deleted. If it is meant, add allowBulk=true")
                    .build();
        }
        SQLException cause = exception.getCause(SQLException.class);
        if (cause != null && (cause.getSQLState() == null || passing(cause.getSQLState()))) {
            return Problems.unavailable("The service's database is not available");
        }
        if (cause != null && SqlStates.LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
            return Problems.unavailable(
                    "Somebody else is changing the rows, or a deletion of them is being decided; try again");
        }
        return HttpProblem.valueOf(Status.INTERNAL_SERVER_ERROR);
    }

    private static boolean passing(String sqlState) {
        return sqlState.length() == 5 && PASSING.contains(sqlState.substring(0, 2));
    }
}
