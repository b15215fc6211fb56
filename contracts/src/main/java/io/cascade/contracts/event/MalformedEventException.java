/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

/** A payload that is not what its type promises. The message names the place, never a key. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedEventException(String message) {
        super(message);
    }
}
