/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import io.cascade.contracts.Contracts;
import io.cascade.engine.catalog.Catalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * What a service's database says about its contracts, to know before the service starts. The server's settings do not matter
 * here: the contracts may be checked against a copy.
 *
 * @param obstacles why the service would refuse to start
 * @param installed whether the engine has ever been installed
 * @param silent why an installed database does not do what the contracts ask for
 * @param idle what the contracts ask for and can never happen, which is no harm
 * @param advice what would be better, and is no harm either
 */
public record DatabaseInspection(
        List<TableReason> obstacles,
        boolean installed,
        List<TableReason> silent,
        List<TableReason> idle,
        List<String> advice) {

    public DatabaseInspection {
        obstacles = List.copyOf(obstacles);
        silent = List.copyOf(silent);
        idle = List.copyOf(idle);
        advice = List.copyOf(advice);
    }

    /** Only reads. */
    public static DatabaseInspection of(Connection connection, String service, Contracts contracts)
            throws SQLException {
        DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);
        try {
            InstallationCheck installation = new InstallationCheck(dsl);
            boolean installed = installation.isInstalled();
            return new DatabaseInspection(
                    new Preflight(new Catalog(dsl)).tables(service, contracts),
                    installed,
                    installed ? installation.silent(service, contracts) : List.of(),
                    new Preflight(new Catalog(dsl)).idle(service, contracts),
                    new Preflight(new Catalog(dsl)).advice());
        } catch (DataAccessException e) {
            throw new SQLException(e.getMessage(), e.sqlState(), e);
        }
    }
}
