/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import java.util.List;
import java.util.stream.Collectors;

/** What {@code deleteOrphan} means, said in plain PostgreSQL: a row whose reference is set to NULL is deleted. */
final class DeleteOrphanTrigger {

    private DeleteOrphanTrigger() {}

    static List<String> of(Edge edge, String schema) {
        String function = schema + "." + SqlText.identifier("delete_orphan_" + edge.name());
        String referred = edge.columns().stream()
                .map(column -> "OLD." + column + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        String taken = edge.columns().stream()
                .map(column -> "NEW." + column + " IS NULL")
                .collect(Collectors.joining(" AND "));
        Key key = edge.child().primaryKey();
        String itself = key.equalTo(
                key.columns().stream().map(column -> "NEW." + column).toList());
        return List.of(
                "CREATE FUNCTION " + function + "() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN DELETE FROM "
                        + schema + "." + edge.child().name() + " WHERE " + itself + "; RETURN NULL; END $body$",
                "CREATE TRIGGER " + SqlText.identifier("delete_orphan_" + edge.name()) + " AFTER UPDATE ON " + schema
                        + "." + edge.child().name() + " FOR EACH ROW WHEN (" + referred + " AND " + taken
                        + ") EXECUTE FUNCTION " + function + "()");
    }
}
