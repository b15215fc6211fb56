/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import io.cascade.engine.sql.SqlStates;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Words a failure without its keys: PostgreSQL puts them into the detail, so only message and names are used. */
public final class Failures {

    private Failures() {}

    public static String describe(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
                return describe(postgres.getServerErrorMessage());
            }
            if (at instanceof SQLException sql) {
                return "SQLSTATE " + sql.getSQLState() + ": " + firstLine(sql.getMessage());
            }
        }
        return failure.getClass().getSimpleName() + ": " + firstLine(failure.getMessage());
    }

    /** Messages of class 22 quote the offending value, which may be a key. */
    private static String describe(ServerErrorMessage error) {
        String state = String.valueOf(error.getSQLState());
        StringBuilder text = new StringBuilder("SQLSTATE ").append(state);
        if (!state.startsWith("22")) {
            text.append(": ").append(firstLine(error.getMessage()));
        } else {
            text.append(": a value is not of its column's type");
        }
        Optional.ofNullable(error.getConstraint())
                .ifPresent(name -> text.append(" (constraint ").append(name).append(')'));
        return text.toString();
    }

    private static String firstLine(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "no message" : text.lines().findFirst().orElse("no message");
    }

    /** Whether trying the same again can only meet the same failure. */
    public static boolean permanent(Throwable failure) {
        return SqlStates.of(failure).filter(SqlStates::permanent).isPresent() || SqlStates.ruleInTheWay(failure);
    }
}
