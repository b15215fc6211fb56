/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

/**
 * A way to have children go with their parent. All have the tables {@code parents (id, name, …)} and {@code children (id,
 * parent_id, name, …)} with the same columns and indexes on the same server.
 */
public interface Contender extends AutoCloseable {

    String name();

    /** Where the parents are. */
    Database parents();

    /** Where the children are: another database, unless a native foreign key joins the two. */
    Database children();

    /** Returns once children may be inserted for all parents. */
    default void awaitKeys() {}

    /** Renews what planner and index-only scans go by; a session keeps a plan for an empty table until then. */
    default void vacuum() {
        parents().run("VACUUM (ANALYZE) parents");
        children().run("VACUUM (ANALYZE) children");
    }

    /** Returns once nothing is on its way any more, to be measured with the next thing by mistake. */
    default void awaitQuiet() {}

    /** Throws LocalStackException when what works in the background has failed, so that nobody waits for it in vain. */
    default void check() {}

    /** Frees what the contender has; its tables may stay. */
    @Override
    void close();
}
