/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.role;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.engine.StartRefusedException;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.install.SqlBlock;
import io.cascade.engine.sql.Sql;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives the roles what they need and takes the rest away. What that is, the database itself works out from its catalog
 * ({@code cascade.role_changes}), so that nothing is written where nothing differs.
 */
public final class RoleGrants {

    private final Roles roles;
    private final String arguments;
    private final String named;

    public RoleGrants(Roles roles, String service, Contracts contracts) {
        this.roles = roles;
        this.named = literal(roles.application()) + ", " + literal(roles.debezium());
        this.arguments = named + ", ARRAY["
                + Sql.list(tables(service, contracts), table -> Sql.literal(Sql.quote(table))) + "]::text[]";
    }

    private static SortedSet<TableName> tables(String service, Contracts contracts) {
        SortedSet<TableName> tables = new TreeSet<>();
        for (Relationship relationship : contracts.relationships()) {
            if (relationship.parent().service().equals(service)) {
                tables.add(relationship.parent().table());
            }
            if (relationship.child().service().equals(service)) {
                tables.add(relationship.child().table());
            }
        }
        return tables;
    }

    private static String literal(@Nullable String name) {
        return name == null ? "NULL" : Sql.literal(name);
    }

    /** @throws StartRefusedException when a role does not exist, or could do more than it should whatever it is granted */
    public void install(DSLContext dsl) {
        if (roles.equals(Roles.NONE)) {
            return;
        }
        List<String> reasons =
                dsl.fetch("SELECT * FROM cascade.role_reasons(" + named + ")").map(row -> row.get(0, String.class));
        if (!reasons.isEmpty()) {
            throw new StartRefusedException(reasons);
        }
        if (differs(dsl)) {
            Ddl.run(dsl, List.of("SELECT cascade.install_roles(" + arguments + ")"));
        }
    }

    private boolean differs(DSLContext dsl) {
        return !dsl.fetch("SELECT * FROM cascade.role_changes(" + arguments + ") LIMIT 1")
                .isEmpty();
    }

    /** The same as a script for people; nothing where there are no roles. */
    public List<String> blocks() {
        return roles.equals(Roles.NONE)
                ? List.of()
                : List.of(SqlBlock.body("PERFORM cascade.install_roles(" + arguments + ");"));
    }
}
