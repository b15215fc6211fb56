/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

/**
 * One distributed foreign key.
 *
 * @param name unique among all relationships
 * @param source where it is declared, for messages
 */
public record Relationship(String name, ParentTable parent, ChildTable child, OnDelete onDelete, Source source) {

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
