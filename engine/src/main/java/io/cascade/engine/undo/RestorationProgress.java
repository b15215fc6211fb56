/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.contracts.event.Restoration.Refusal;
import java.time.Instant;
import java.util.List;

/**
 * How far a deletion has been taken back.
 *
 * @param rows rows that are there again, in all services that have reported
 * @param refusals rows that could not come back, which are kept as before
 */
public record RestorationProgress(State state, Instant begunAt, long rows, List<Refusal> refusals) {

    /** Whether services are still at it, and if not, how much has come back. */
    public enum State {
        RUNNING,
        RESTORED,
        PARTIAL,
        REFUSED
    }

    public RestorationProgress {
        refusals = List.copyOf(refusals);
    }

    static State state(boolean running, long rows, List<Refusal> refusals) {
        if (running) {
            return State.RUNNING;
        }
        if (refusals.isEmpty()) {
            return State.RESTORED;
        }
        return rows == 0 ? State.REFUSED : State.PARTIAL;
    }
}
