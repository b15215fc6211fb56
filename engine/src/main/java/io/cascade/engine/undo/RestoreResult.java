/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import java.util.List;

/** What became of the wish to take a deletion back. */
public sealed interface RestoreResult {

    /** There is no such deletion here. */
    record Unknown() implements RestoreResult {}

    /** The deleted rows of this database are back, and what depended on them follows. */
    record Begun() implements RestoreResult {}

    /**
     * Nothing has changed, anywhere.
     *
     * @param reasons for a person, without keys; not empty
     */
    record Refused(List<String> reasons) implements RestoreResult {

        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
