/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

/** A peer has given no answer that could be passed on. */
final class PeerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    enum Kind {
        /** Nobody listens there. */
        AWAY,
        /** Somebody listens but has not answered in time. */
        LATE,
        /** The answer was none. */
        BROKEN
    }

    private final Kind kind;

    PeerException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
