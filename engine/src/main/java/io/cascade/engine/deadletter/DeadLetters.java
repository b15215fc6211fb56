/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import java.util.List;
import java.util.Optional;

/** The dead letters of this service. */
public interface DeadLetters {

    /**
     * The newest first.
     *
     * @param limit at most this many, positive
     */
    List<DeadLetter> newest(int limit);

    Optional<DeadLetter> find(long id);

    long count();
}
