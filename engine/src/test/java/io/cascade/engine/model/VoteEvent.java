/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

/** What is sent, as a number: of a publisher an event with its kind, deletion and version; of a subscriber a vote or a question. */
final class VoteEvent {

    static final int INTENDED = 0, KEPT = 1, DELETED = 2, CREATED = 3;

    /** Of a {@code keys.kept} that is said again, by an event of its own; in place of a version. */
    static final int AGAIN = 1;

    /** Of what a subscriber says, besides votes: what has become of a deletion? */
    static final int QUESTION = 4;

    private VoteEvent() {}

    static int event(int kind, int deletion, int version) {
        return kind | deletion << 2 | version << 4;
    }

    static int kind(int event) {
        return event & 3;
    }

    static int deletion(int event) {
        return event >> 2 & 3;
    }

    static int version(int event) {
        return event >> 4;
    }

    static int bit(int event) {
        return 1 << (kind(event) + 4 * deletion(event));
    }

    static String describe(int event) {
        return switch (kind(event)) {
            case INTENDED -> "keys.intended of " + name(deletion(event));
            case KEPT -> "keys.kept of " + name(deletion(event));
            case DELETED -> "keys.deleted of " + name(deletion(event));
            default -> "keys.created";
        };
    }

    static String name(int number) {
        return number == 0 ? "one" : "two";
    }
}
