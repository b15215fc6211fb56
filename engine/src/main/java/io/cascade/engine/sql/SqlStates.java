/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.sql;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * What a failure means for the event that met it.
 *
 * @see <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL error codes</a>
 */
public final class SqlStates {

    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String INVALID_TEXT_REPRESENTATION = "22P02";

    private static final String INTERNAL_ERROR = "XX000";
    private static final Set<String> PERMANENT = Set.of("0A", "21", "22", "23", "27", "44", "54", "P0");

    private SqlStates() {}

    /** The SQLSTATE of the database error that caused it; empty when there was none. */
    public static Optional<String> of(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql.getSQLState());
            }
        }
        return Optional.empty();
    }

    /** The constraint that PostgreSQL names in the error; empty when there is none. */
    public static Optional<String> constraintOf(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
                return Optional.ofNullable(postgres.getServerErrorMessage().getConstraint());
            }
        }
        return Optional.empty();
    }

    /** What PostgreSQL says in the error, without its details; empty when there was none. */
    public static Optional<String> messageOf(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
                return Optional.ofNullable(postgres.getServerErrorMessage().getMessage());
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a rule has taken the action of a foreign key away. PostgreSQL has no SQLSTATE for it, and words it in the language
     * of the server; its function is what tells it from a failure of the server itself.
     */
    public static boolean ruleInTheWay(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
                return INTERNAL_ERROR.equals(postgres.getSQLState())
                        && "ri_PerformCheck"
                                .equals(postgres.getServerErrorMessage().getRoutine());
            }
        }
        return false;
    }

    /**
     * Whether the same event will meet the same error however often it is tried: a key named twice (21), bad data (22), a
     * violated constraint (23), a row that somebody's trigger changes under its own delete (27), a view's check (44), a limit
     * of the server (54), a refusal by somebody's trigger (P0), an unsupported operation (0A). All else passes or is mended
     * outside: a lost connection, a conflict, a missing table. Retrying loses nothing.
     */
    public static boolean permanent(String sqlState) {
        return sqlState.length() == 5 && PERMANENT.contains(sqlState.substring(0, 2));
    }
}
