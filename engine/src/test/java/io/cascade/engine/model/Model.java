/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import org.jspecify.annotations.Nullable;

/**
 * A finite system of which {@link Explorer} visits every state.
 *
 * @param <S> a state; never changed once it was handed out
 */
interface Model<S> {

    /** What may happen next. */
    interface Steps<S> {

        void add(String name, S next);
    }

    S initial();

    /** Everything that may happen next in a state, whoever does it. */
    void steps(S state, Steps<S> steps);

    /** Two states are the same if these are. */
    int[] code(S state);

    /** What must never be but is; null if all is well. */
    @Nullable
    String broken(S state);

    /** Whether everything has come to its end. From any state one where it has must be within reach. */
    boolean ended(S state);
}
