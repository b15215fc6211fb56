/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.engine.sql.Sql;
import org.jspecify.annotations.Nullable;

/**
 * The part of a delete trigger that stops a statement which deletes more than anybody would have meant. Whoever means it says
 * so by a setting; the engine does for what somebody else has begun: cascades from upstream, and deletes that all have approved.
 */
final class MaxKeysSql {

    private MaxKeysSql() {}

    /** PL/pgSQL for {@link KeyEventSql#deleted(String, String)}; counts no further than it has to. */
    static String check(@Nullable Integer maxKeys, String rows) {
        if (maxKeys == null) {
            return "";
        }
        return """
                IF lower(coalesce(current_setting('cascade.allow_bulk', true), '')) NOT IN ('on', 'true', 'yes', '1')
                AND (SELECT count(*) FROM (SELECT FROM %1$s LIMIT %2$d + 1) AS counted) > %2$d THEN
                RAISE EXCEPTION USING ERRCODE = 'program_limit_exceeded',
                    MESSAGE = format('a delete from table "%%s" takes more than %2$d rows at once', TG_TABLE_NAME),
                    DETAIL = 'Rows of other services refer to them and would follow; maxKeys in the contracts is %2$d.',
                    HINT = 'If it is meant: SET LOCAL cascade.allow_bulk = on, in the same transaction.',
                    CONSTRAINT = %3$s, SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
                END IF;
                """
                .formatted(rows, maxKeys, Sql.literal(Sql.MAX_KEYS));
    }
}
