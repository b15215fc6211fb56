/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.Retention;
import io.cascade.contracts.TableName;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.install.SqlBlock;
import io.cascade.engine.sql.Sql;
import java.time.Duration;
import java.util.List;
import org.jooq.DSLContext;

/**
 * The triggers that keep copies of what deletions take away: on the tables of relationships that say so, and on those that
 * local foreign keys lead to from there, which the database itself knows best.
 */
public final class RetentionTriggers {

    private final String wanted;

    public RetentionTriggers(String service, Contracts contracts) {
        ArrayNode tables = JsonNodeFactory.instance.arrayNode();
        for (Relationship relationship : contracts.relationships()) {
            Duration retain = relationship.retain();
            if (retain != null && relationship.parent().service().equals(service)) {
                add(tables, relationship.parent().table(), retain).put("deletes", true);
            }
            if (retain != null && relationship.child().service().equals(service)) {
                addChild(tables, relationship, retain);
            }
        }
        this.wanted = Sql.literal(tables.toString()) + "::jsonb";
    }

    private static void addChild(ArrayNode tables, Relationship relationship, Duration retain) {
        if (relationship.onDelete().refuses()) {
            return;
        }
        ArrayNode columns = add(tables, relationship.child().table(), retain)
                .put("deletes", relationship.onDelete() == OnDelete.CASCADE)
                .putArray("columns");
        relationship.child().columns().forEach(columns::add);
    }

    private static ObjectNode add(ArrayNode tables, TableName table, Duration retain) {
        return tables.addObject().put("relation", Sql.quote(table)).put("retain", Retention.text(retain));
    }

    /**
     * Adds what is missing, and keeps what is there for others: during a rolling update an instance with older contracts may
     * start last, and what it took away nobody would keep.
     */
    public void install(DSLContext dsl) {
        if (differs(dsl)) {
            Ddl.run(dsl, List.of("SELECT cascade.install_retention(" + wanted + ", false)"));
        }
    }

    private boolean differs(DSLContext dsl) {
        return Boolean.TRUE.equals(
                dsl.fetchSingle("SELECT EXISTS (SELECT FROM cascade.retention_differs(" + wanted + ", false))")
                        .get(0, Boolean.class));
    }

    /** Whether copies are kept everywhere, for as long as the contracts ask or longer; false where the engine is older. */
    public boolean installed(DSLContext dsl) {
        boolean known = dsl.fetchSingle(
                        "SELECT to_regprocedure('cascade.retention_differs(jsonb,boolean)') IS NOT NULL")
                .get(0, Boolean.class);
        return known && !differs(dsl);
    }

    /** Brings the database to exactly what the contracts ask for, as a script for people. */
    public String block() {
        return SqlBlock.body("PERFORM cascade.install_retention(" + wanted + ", true);");
    }
}
