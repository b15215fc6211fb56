/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import io.cascade.engine.deadletter.DeadLetters.Outcome;

/** Resolves dead letters: the part of {@link DeadLetters} that needs to know how events are applied. */
public interface DeadLetterResolution {

    Outcome replay(long id);

    Outcome discard(long id, String reason);
}
