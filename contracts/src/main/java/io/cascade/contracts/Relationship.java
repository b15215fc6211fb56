/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One distributed foreign key.
 *
 * @param name unique among all relationships
 * @param setColumns with SET NULL or SET DEFAULT the columns of the child that are set; all of the reference's unless the
 *     contract lists some; empty for other actions
 * @param check what an insert of a child needs; {@link Check#STRICT} unless the contract says otherwise
 * @param deleteOrphan whether a child is deleted when its reference is set to NULL
 * @param retain how long what a deletion takes away is kept for a restore; null when it is not
 * @param maxKeys the most keys of the parent table that one statement may delete; null for no limit
 * @param repair who decides that a difference between replica and parent is mended; {@link Repair#MANUAL} unless the contract
 *     says otherwise
 * @param source where it is declared, for messages
 */
public record Relationship(
        String name,
        ParentTable parent,
        ChildTable child,
        OnDelete onDelete,
        List<String> setColumns,
        Check check,
        boolean deleteOrphan,
        @Nullable Duration retain,
        @Nullable Integer maxKeys,
        Repair repair,
        Source source) {

    public Relationship {
        setColumns = List.copyOf(setColumns);
    }

    /**
     * Where a relationship was declared.
     *
     * @param line 1-based line of its name
     */
    public record Source(String file, int line) {

        @Override
        public String toString() {
            return file + ":" + line;
        }
    }
}
