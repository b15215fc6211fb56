/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import java.io.Serial;
import java.util.IdentityHashMap;
import java.util.Map;

/** Something that was written has not had all its consequences after all the time that there is for that. */
public final class NotQuietException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient Map<SystemUnderTest, String> stuck;

    /** @param stuck what is missing, for each graph that it is missing for; may be empty if that is not known */
    public NotQuietException(String message, Map<SystemUnderTest, String> stuck) {
        super(message);
        this.stuck = new IdentityHashMap<>(stuck);
    }

    Map<SystemUnderTest, String> stuck() {
        return stuck;
    }
}
