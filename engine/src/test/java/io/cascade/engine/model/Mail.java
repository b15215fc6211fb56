/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

/**
 * A partition as one consumer sees it: what it has yet to read, and what it has dealt with but not committed the offset of, so
 * that a crash brings it back. Each is up to seven messages, numbers below 255, a byte a message, the first one lowest.
 */
record Mail(long handled, long waiting) {

    static final Mail EMPTY = new Mail(0, 0);

    Mail send(int message) {
        return new Mail(handled, append(waiting, message));
    }

    boolean any() {
        return waiting != 0;
    }

    /** Whether the message has yet to be read, or may come back. */
    boolean contains(int message) {
        return contains(waiting, message) || contains(handled, message);
    }

    private static boolean contains(long messages, int message) {
        for (long rest = messages; rest != 0; rest >>>= 8) {
            if ((rest & 0xff) == message + 1L) {
                return true;
            }
        }
        return false;
    }

    boolean uncommitted() {
        return handled != 0;
    }

    int next() {
        return (int) (waiting & 0xff) - 1;
    }

    /** The next was dealt with; its offset is committed later. */
    Mail handle() {
        return new Mail(append(handled, next()), waiting >>> 8);
    }

    Mail commit() {
        return new Mail(0, waiting);
    }

    /** The next is gone, and nobody has taken it. */
    Mail lose() {
        return new Mail(handled, waiting >>> 8);
    }

    Mail crash() {
        return new Mail(0, waiting << 8 * length(handled) | handled);
    }

    void code(Encoder encoder) {
        encoder.add((int) handled, (int) (handled >>> 32), (int) waiting, (int) (waiting >>> 32));
    }

    private static long append(long messages, int message) {
        if (length(messages) > 6 || message > 254) {
            throw new IllegalStateException("too many messages at once, or too many kinds");
        }
        return messages | (message + 1L) << 8 * length(messages);
    }

    private static int length(long messages) {
        return (71 - Long.numberOfLeadingZeros(messages)) / 8;
    }
}
