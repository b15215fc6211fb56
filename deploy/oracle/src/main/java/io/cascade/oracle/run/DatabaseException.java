/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import java.io.Serial;
import java.sql.SQLException;

/** A database error where none is expected. */
public final class DatabaseException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    DatabaseException(SQLException cause) {
        super(cause.getSQLState() + " " + cause.getMessage(), cause);
    }

    DatabaseException(String sql, SQLException cause) {
        super(cause.getSQLState() + " " + cause.getMessage() + " in: " + sql, cause);
    }
}
