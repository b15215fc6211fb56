/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.pause;

import org.jspecify.annotations.Nullable;

/**
 * Stops the deletes of a relationship in its child's service, for all of its instances, and lets them go on. Both may be said again.
 * Throws {@link IllegalArgumentException} for a relationship of which this service does not have the child table.
 */
public interface Pauses {

    /**
     * From the next transaction on no row of the relationship goes with its parent. What would delete some is put aside until
     * {@link #resume}.
     *
     * @param reason for whoever wonders, without any key; null to leave what was said before
     */
    void pause(String relationship, @Nullable String reason);

    /** Everything that was put aside follows, in order. */
    void resume(String relationship);
}
