/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.ParentTable;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.List;

/**
 * The part of a delete trigger that lets nothing go without the consent of the relationships that have a vote. In a trial it
 * writes down what would have to be asked; otherwise every row needs an approved intent of the current deletion, which it
 * uses up.
 */
final class GuardSql {

    private final ParentTable parent;
    private final String keyOf;
    private final List<String> asked;

    /**
     * @param keyOf names the table and its key
     * @param asked the relationships that have a vote
     */
    GuardSql(ParentTable parent, String keyOf, List<String> asked) {
        this.parent = parent;
        this.keyOf = keyOf;
        this.asked = asked;
    }

    /** PL/pgSQL for {@link KeyEventSql#deleted(String, String)}. */
    String check(String rows) {
        String claimed = "k.key_of = " + Sql.literal(keyOf) + " AND k.key = ARRAY["
                + Sql.list(parent.keyColumns(), column -> "r." + Sql.quote(column) + "::text") + "]";
        String current =
                "CASE WHEN " + Sql.TRUSTED + " THEN nullif(current_setting('cascade.deletion', true), '')::uuid END";
        String approved = "(SELECT FROM cascade.intent_key AS k JOIN cascade.intent AS i ON i.id = k.intent_id WHERE "
                + claimed + " AND k.deletion_id = " + current + " AND i.state = 'approved')";
        String unclaimed = "(SELECT " + KeySql.columns("r", parent.keyColumns()) + " FROM " + rows
                + " AS r WHERE NOT EXISTS (SELECT FROM cascade.intent_key AS k WHERE " + claimed + "))";
        return """
                SELECT t.deletion_id INTO cascade_trial FROM cascade.trial AS t WHERE t.xact = pg_current_xact_id();
                IF cascade_trial IS NOT NULL THEN
                cascade_propagation := cascade.current_propagation(cascade_trial);
                IF EXISTS (SELECT FROM %1$s AS r JOIN cascade.intent_key AS k ON %2$s WHERE k.deletion_id <> cascade_trial) THEN
                RAISE EXCEPTION USING ERRCODE = 'lock_not_available',
                    MESSAGE = format('another deletion of rows of table "%%s" is being decided', TG_TABLE_NAME),
                    HINT = 'Try again when it is.', CONSTRAINT = %7$s, SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
                END IF;
                %3$s;
                INSERT INTO cascade.trial_row (key_of, row)
                SELECT %8$s, to_jsonb(r.*) FROM %1$s AS r WHERE (%4$s) IS NOT TRUE;
                RETURN NULL;
                END IF;
                IF EXISTS (SELECT FROM %1$s AS r WHERE %4$s AND NOT EXISTS %5$s) THEN
                RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
                    MESSAGE = format('a delete from table "%%s" needs the consent of other services', TG_TABLE_NAME),
                    DETAIL = %6$s,
                    HINT = format('Ask for it: SELECT cascade.request_deletion(%%L, %%L), commit, and look for its result in cascade.intent.',
                        TG_RELID::regclass, 'condition'),
                    CONSTRAINT = %7$s, SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
                END IF;
                DELETE FROM cascade.intent_key AS k USING %1$s AS r WHERE %2$s;
                """
                .formatted(
                        rows,
                        claimed,
                        new KeyEventSql(parent, asked).insertIntended(keyOf, unclaimed),
                        KeySql.notNull("r", parent.keyColumns()),
                        approved,
                        Sql.literal("These have a vote: " + String.join(", ", asked) + "."),
                        Sql.literal(Sql.GUARD),
                        Sql.literal(keyOf));
    }
}
