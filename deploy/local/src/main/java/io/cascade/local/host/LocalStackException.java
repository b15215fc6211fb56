/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.host;

/** The stack cannot start or go on. Its message is for the person at the terminal: what failed, where, and what to do. */
public final class LocalStackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LocalStackException(String message) {
        super(message);
    }

    public LocalStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
