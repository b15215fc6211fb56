/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * Rows that belong to a kept row of the same database which has not come back. Their foreign key may well find something:
 * another row that has the key by now. They are not to be given to that one.
 */
final class LocalParents {

    /** One foreign key between two tables of which rows are kept. */
    private record Reference(String from, List<String> columns, String to, List<String> key) {}

    private final DSLContext tx;
    private final List<Long> refused;
    private final List<Long> waiting;
    private final List<Reference> references;

    /**
     * @param restoring the event that asks to bring rows back
     * @param cause the event by which they went
     * @param position rows that are still kept up to there have been tried in vain in this pass
     */
    LocalParents(
            DSLContext tx, UUID restoring, UUID cause, String relationship, long position, Collection<KeptRow> rows) {
        this.tx = tx;
        this.refused = tx.fetch("SELECT id FROM cascade.retained_row WHERE refused_by = ?", restoring)
                .map(row -> row.get(0, Long.class));
        this.waiting = tx.fetch(
                        "SELECT id FROM cascade.retained_row WHERE cause_event = ? AND relationship = ? AND id <= ?"
                                + " AND refused_by IS DISTINCT FROM CAST(? AS uuid)",
                        cause,
                        relationship,
                        position,
                        restoring)
                .map(row -> row.get(0, Long.class));
        this.references =
                references(rows.stream().map(KeptRow::relation).distinct().toArray(String[]::new));
    }

    private List<Reference> references(String[] relations) {
        return tx.fetch(
                        """
                        SELECT c.name, r.name,
                               ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY AS k (number, position)
                                     JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = k.number ORDER BY k.position),
                               ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY AS k (number, position)
                                     JOIN pg_attribute AS a ON a.attrelid = f.confrelid AND a.attnum = k.number ORDER BY k.position)
                        FROM unnest(CAST(? AS text[])) AS c (name)
                        JOIN pg_constraint AS f ON f.contype = 'f' AND f.conrelid = to_regclass(c.name) AND f.conparentid = 0
                        JOIN (SELECT DISTINCT relation FROM cascade.retained_shape) AS r (name) ON f.confrelid = to_regclass(r.name)
                        """,
                        (Object) relations)
                .map(row -> new Reference(
                        row.get(0, String.class),
                        List.of(row.get(2, String[].class)),
                        row.get(1, String.class),
                        List.of(row.get(3, String[].class))));
    }

    /** Of the rows those that belong to one that is refused, or is among the others given. */
    Set<Long> ofRefused(Collection<Long> rows, Collection<Long> others) {
        return belonging(rows, refused, others);
    }

    /** Of the rows those that belong to one that may come back yet, or is among the others given. */
    Set<Long> ofWaiting(Collection<Long> rows, Collection<Long> others) {
        return belonging(rows, waiting, others);
    }

    private Set<Long> belonging(Collection<Long> rows, Collection<Long> parents, Collection<Long> others) {
        Set<Long> belonging = new HashSet<>();
        List<Long> candidates = Stream.concat(parents.stream(), others.stream()).toList();
        if (candidates.isEmpty() || rows.isEmpty()) {
            return belonging;
        }
        for (Reference reference : references) {
            List<String> same = new ArrayList<>();
            for (int i = 0; i < reference.key().size(); i++) {
                same.add("p.row ->> " + Sql.literal(reference.key().get(i)) + " = c.row ->> "
                        + Sql.literal(reference.columns().get(i)));
            }
            belonging.addAll(tx.fetch(
                            "WITH c AS MATERIALIZED (SELECT r.id, r.row FROM unnest(CAST(? AS bigint[])) AS i (id)"
                                    + " JOIN cascade.retained_row AS r ON r.id = i.id AND r.relation = ?),"
                                    + " p AS MATERIALIZED (SELECT r.id, r.row FROM unnest(CAST(? AS bigint[])) AS i (id)"
                                    + " JOIN cascade.retained_row AS r ON r.id = i.id AND r.relation = ? AND r.kind = 'deleted')"
                                    + " SELECT DISTINCT c.id FROM c JOIN p ON p.id <> c.id AND "
                                    + String.join(" AND ", same),
                            rows.toArray(Long[]::new),
                            reference.from(),
                            candidates.toArray(Long[]::new),
                            reference.to())
                    .map(row -> row.get(0, Long.class)));
        }
        return belonging;
    }
}
