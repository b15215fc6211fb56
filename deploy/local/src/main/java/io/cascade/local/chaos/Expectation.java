/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

/**
 * What may be left of a fault when all is quiet, beside the invariants, which always hold.
 *
 * @param losesCreations keys of new parents may be missing in key replicas, so that children of theirs are refused
 * @param leavesOpen deliveries may be open or have failed, with a reason that can be seen
 */
record Expectation(boolean losesCreations, boolean leavesOpen) {

    /** All is as if nothing had happened. */
    static final Expectation NOTHING = new Expectation(false, false);

    Expectation and(Expectation other) {
        return new Expectation(losesCreations || other.losesCreations, leavesOpen || other.leavesOpen);
    }
}
