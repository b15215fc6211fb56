/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.engine.sql.KeyBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;

/**
 * Keys that would go and that other tables refer to by relationships.
 *
 * @param atLeast whether there are more of them
 */
record PublishedKeys(ParentTable parent, List<Relationship> relationships, KeyBatch keys, boolean atLeast) {

    /** Foreign keys within one database that are followed in a row. */
    private static final int LOCAL_LEVELS = 5;

    PublishedKeys {
        relationships = List.copyOf(relationships);
    }

    /** The keys of the rows, and of those that local foreign keys take along with them. */
    static List<PublishedKeys> of(
            DSLContext tx, GoingRows rows, Map<ParentTable, List<Relationship>> published, boolean atLeast) {
        List<PublishedKeys> found = new ArrayList<>();
        if (!published.isEmpty()) {
            collect(tx, rows, published, atLeast, found, new HashSet<>(), 0);
        }
        return found;
    }

    private static void collect(
            DSLContext tx,
            GoingRows rows,
            Map<ParentTable, List<Relationship>> published,
            boolean atLeast,
            List<PublishedKeys> found,
            Set<TableName> path,
            int depth) {
        published.forEach((parent, relationships) -> {
            if (parent.table().equals(rows.table())) {
                KeyBatch keys = rows.keys(tx, parent, ImpactQuestion.MOST_KEYS + 1);
                boolean more = keys.size() > ImpactQuestion.MOST_KEYS;
                found.add(new PublishedKeys(
                        parent, relationships, more ? keys.slice(0, ImpactQuestion.MOST_KEYS) : keys, more || atLeast));
            }
        });
        if (depth < LOCAL_LEVELS && path.add(rows.table())) {
            LocalCascade.to(tx, rows.table()).stream()
                    .filter(cascade -> !path.contains(cascade.table()))
                    .forEach(cascade ->
                            collect(tx, rows.takenAlongBy(cascade), published, atLeast, found, path, depth + 1));
            path.remove(rows.table());
        }
    }
}
