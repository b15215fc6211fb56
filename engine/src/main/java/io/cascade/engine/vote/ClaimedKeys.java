/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import io.cascade.contracts.KeyColumn;
import io.cascade.contracts.ParentTable;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;

/** The keys in {@code cascade.intent_key}. */
public final class ClaimedKeys {

    private ClaimedKeys() {}

    /** Names a table and its key: part of the names of its triggers, and what intents know it by. */
    public static String keyOf(ParentTable parent) {
        List<String> parts =
                new ArrayList<>(List.of(parent.table().schema(), parent.table().name()));
        parts.addAll(parent.keyColumns());
        return Sql.identifier("cascade_refuse_key_update__".length(), parts.toArray(String[]::new));
    }

    /** Deletes rows without a key that an intent has found unchanged; takes the intent as its binding. */
    public static String deleteUnasked(ParentTable parent) {
        return "DELETE FROM " + Sql.quote(parent.table()) + " AS p USING cascade.intent_row AS r WHERE r.key_of = "
                + Sql.literal(keyOf(parent)) + " AND r.intent_id = ? AND to_jsonb(p.*) = r.row";
    }

    /** Likewise, of all intents of a deletion, which is its binding. */
    public static String deleteUnaskedOf(ParentTable parent) {
        return "DELETE FROM " + Sql.quote(parent.table()) + " AS p USING cascade.intent_row AS r, cascade.intent AS i"
                + " WHERE r.key_of = " + Sql.literal(keyOf(parent)) + " AND i.id = r.intent_id AND i.deletion_id = ?"
                + " AND to_jsonb(p.*) = r.row";
    }

    /** Deletes the rows of a parent table whose keys the deletion claims; takes the deletion as its binding. */
    public static String delete(ParentTable parent) {
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < parent.key().size(); i++) {
            KeyColumn column = parent.key().get(i);
            terms.add("p." + Sql.quote(column.name()) + " = CAST(k.key[" + (i + 1) + "] AS "
                    + column.type().catalogName() + ")");
        }
        return "DELETE FROM " + Sql.quote(parent.table()) + " AS p USING cascade.intent_key AS k WHERE k.key_of = "
                + Sql.literal(keyOf(parent)) + " AND k.deletion_id = ? AND " + String.join(" AND ", terms);
    }
}
