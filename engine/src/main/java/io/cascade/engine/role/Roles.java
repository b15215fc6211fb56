/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.role;

import org.jspecify.annotations.Nullable;

/**
 * The roles that the engine gives rights to. Without any, whoever else uses the database is given rights by hand, or uses the
 * engine's own role.
 *
 * @param application for the service's own code and other programs: changes rows of the tables that the contracts name, and
 *     nothing in the schema {@code cascade}; null if there is none
 * @param debezium reads the outbox; null if the connector uses the engine's role
 */
public record Roles(@Nullable String application, @Nullable String debezium) {

    /** One role for everything. */
    public static final Roles NONE = new Roles(null, null);
}
