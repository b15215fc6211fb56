/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

/** Says why a deletion does not move on. */
@FunctionalInterface
public interface StuckCauses {

    /**
     * For a person, without any key. Must not wait for anything.
     *
     * @param applied whether the relationship has applied everything, and something below it is open
     */
    String of(String relationship, boolean applied);
}
