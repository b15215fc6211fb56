/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import io.cascade.contracts.Propagation;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A batch of keys of one parent table, for the relationships that it names; the table is schema.table, unquoted. */
public sealed interface KeysEvent {

    String table();

    List<String> relationships();

    /**
     * Keys that now exist.
     *
     * @param keys a column's values in PostgreSQL's text form, by column; all lists have the same length
     */
    record Created(String table, List<String> relationships, long version, Map<String, List<String>> keys)
            implements KeysEvent {}

    /**
     * Keys that no longer exist. What becomes of their children is part of the type on the wire: who does not know that they
     * stay must not take it for an event by which they go.
     *
     * @param deletion the deletion that the event belongs to
     * @param propagation what becomes of the children
     * @param redelivery whether the publisher repeats an event whose report it misses, with those keys that are still
     *     absent; there may be none
     * @param retain whether what goes is kept for a restore, where the relationships say so
     * @param keys a column's values in PostgreSQL's text form, by column; all lists have the same length
     */
    record Deleted(
            String table,
            List<String> relationships,
            long version,
            UUID deletion,
            Propagation propagation,
            boolean redelivery,
            boolean retain,
            Map<String, List<String>> keys)
            implements KeysEvent {}

    /**
     * Keys that somebody asks to delete.
     *
     * @param deletion the deletion that they will belong to if all consent
     * @param propagation what would become of their children
     * @param keys a column's values in PostgreSQL's text form, by column; all lists have the same length
     */
    record Intended(
            String table,
            List<String> relationships,
            long version,
            UUID deletion,
            Propagation propagation,
            Map<String, List<String>> keys)
            implements KeysEvent {}

    /**
     * A deletion was given up.
     *
     * @param deletion the one that was given up
     * @param event the {@code keys.intended} event whose keys stay
     */
    record Kept(String table, List<String> relationships, UUID deletion, UUID event) implements KeysEvent {}

    /**
     * A deletion is taken back: keys of one of its events exist again, and what that event took away should too.
     *
     * @param deletion the deletion that is restored
     * @param event the {@code keys.deleted} or {@code keys.orphaned} event
     * @param since keys of a lower version are not restored ones: somebody else has them by now
     * @param redelivery whether the publisher repeats it because it misses the report
     */
    record Restored(String table, List<String> relationships, UUID deletion, UUID event, long since, boolean redelivery)
            implements KeysEvent {}

    /**
     * All keys of this bucket that exist have been published.
     *
     * @param request which request this answers
     */
    record Backfilled(String table, List<String> relationships, UUID request, int bucket, int buckets)
            implements KeysEvent {}
}
