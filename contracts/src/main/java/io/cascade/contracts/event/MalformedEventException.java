/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** A payload that is not what its type promises. The message names the place, never a key. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedEventException(String message) {
        super(message);
    }

    /** What is nested too deeply, or has too long a number, has no place. */
    static MalformedEventException noJson(JsonProcessingException failure) {
        JsonLocation location = failure.getLocation();
        return new MalformedEventException(
                location == null
                        ? "the payload is no JSON, or beyond the limits of depth and size"
                        : "the payload is no JSON: line " + location.getLineNr() + ", column "
                                + location.getColumnNr());
    }
}
