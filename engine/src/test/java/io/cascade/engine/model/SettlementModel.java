/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A delete at A that takes along a row at B, and that one a row at C: how A learns that it has settled, while anything may be lost,
 * repeated, refused at C, and the row at A created again with a row of B that belongs to it. The rules are those of
 * {@link io.cascade.engine.settle.Settlements}, of {@code DeliveryReports}, of {@code EventTransaction}, {@code PresentState} and
 * {@code DeadLetterDesk}, and of {@code Watchdog}, {@code Passage} and {@code Republication}. A step is a transaction;
 * {@link LocalSettlementModel} has what is smaller.
 */
final class SettlementModel implements Model<SettlementModel.World> {

    enum Guard {
        /** An event is settled only when what it has caused is. */
        CAUSE,
        /** The answer to a question about a known event looks at what that has caused as well. */
        BELOW_AGAIN,
        /** What an event's deletes publish is written in the transaction that takes the event. */
        ONE_TRANSACTION,
        /** Settled and discarded are final. */
        FINAL,
        /** Of what is counted twice the greatest stays. */
        GREATEST,
        /** An older delete leaves a newer key alone. */
        VERSION,
        /** What is published again leaves out keys that are there. */
        STILL_TRUE,
        /** It has the version of the first time, not a new one. */
        SAME_VERSION,
        /** What nobody has acknowledged is published again. */
        WATCHDOG,
        /** So is what has failed: a person may have mended it, and the report of that may be lost. */
        WATCHDOG_FAILED,
        /** A question without keys is asked about what was applied, when the keys are back. */
        WATCHDOG_BACK,
        /** A question does not apply what a dead letter keeps. */
        LETTER_KEEPS
    }

    /** How much may happen. */
    record Limits(int crashes, int losses, int letters, int recreations) {}

    /** Of a delivery. */
    private static final int NONE = 0, PENDING = 1, APPLIED = 2, FAILED = 3, SETTLED = 4, DISCARDED = 5, ENDED = 6;

    /** Of an event about keys; the delete may be the first, asked about again, or asked about with no key left. */
    private static final int DELETE = 0, AGAIN = 1, EMPTY = 2, CREATED = 3, LATER = 4, UNTRUE = 5;

    /** The keys' versions. */
    private static final int FIRST_LIFE = 1, DELETION = 2, SECOND_LIFE = 3, AFTERWARDS = 4;

    /** Of a dead letter. */
    private static final int OPEN = 1, REPLAYED = 2, GIVEN_UP = 3;

    static final class World {
        int crashes;
        int losses;
        int letters;
        int recreations;
        boolean lost;

        boolean row;
        int state = PENDING;
        int rows;
        int below;
        Mail toB = Mail.EMPTY.send(DELETE);
        Mail toA = Mail.EMPTY;

        int key = FIRST_LIFE;
        int child = 1;
        boolean later;
        boolean inbox;
        boolean waits;
        int waitingRows;
        int stateB;
        int rowsB;
        boolean unpublished;
        Mail toC = Mail.EMPTY;
        Mail backToB = Mail.EMPTY;

        int grandchild = 1;
        boolean inboxC;
        int letter;

        @Nullable
        String wrong;

        World copy() {
            World copy = new World();
            copy.crashes = crashes;
            copy.losses = losses;
            copy.letters = letters;
            copy.recreations = recreations;
            copy.lost = lost;
            copy.row = row;
            copy.state = state;
            copy.rows = rows;
            copy.below = below;
            copy.toB = toB;
            copy.toA = toA;
            copy.key = key;
            copy.child = child;
            copy.later = later;
            copy.inbox = inbox;
            copy.waits = waits;
            copy.waitingRows = waitingRows;
            copy.stateB = stateB;
            copy.rowsB = rowsB;
            copy.unpublished = unpublished;
            copy.toC = toC;
            copy.backToB = backToB;
            copy.grandchild = grandchild;
            copy.inboxC = inboxC;
            copy.letter = letter;
            copy.wrong = wrong;
            return copy;
        }
    }

    private final Limits limits;
    private final Set<Guard> guards;

    SettlementModel(Limits limits, @Nullable Guard without) {
        this.limits = limits;
        this.guards = EnumSet.allOf(Guard.class);
        if (without != null) {
            guards.remove(without);
        }
    }

    private boolean has(Guard guard) {
        return guards.contains(guard);
    }

    @Override
    public World initial() {
        World world = new World();
        world.crashes = limits.crashes();
        world.losses = limits.losses();
        world.letters = limits.letters();
        world.recreations = limits.recreations();
        return world;
    }

    @Override
    public void steps(World world, Steps<World> steps) {
        atA(world, steps);
        reportsToA(world, steps);
        eventsToB(world, steps);
        atB(world, steps);
        reportsToB(world, steps);
        eventsToC(world, steps);
        letter(world, steps);
        losses(world, steps);
    }

    private void atA(World world, Steps<World> steps) {
        if (!world.row && world.recreations > 0) {
            World next = world.copy();
            next.recreations--;
            next.row = true;
            next.toB = next.toB.send(CREATED);
            steps.add("A: the row is created again", next);
        }
        if (watched(world.state) && passed(world.toB) && passed(world.toA)) {
            World next = world.copy();
            if (!world.row || !has(Guard.STILL_TRUE)) {
                next.toB = next.toB.send(world.row ? UNTRUE : has(Guard.SAME_VERSION) ? AGAIN : LATER);
                steps.add("A: the watchdog publishes the delete again", next);
            } else if (world.state == PENDING) {
                next.state = ENDED;
                steps.add("A: the watchdog ends the delivery, because the key is back", next);
            } else if (has(Guard.WATCHDOG_BACK)) {
                next.toB = next.toB.send(EMPTY);
                steps.add("A: the watchdog asks, without the key, because it is back", next);
            }
        }
    }

    private boolean watched(int state) {
        return has(Guard.WATCHDOG)
                && (state == PENDING || state == APPLIED || state == FAILED && has(Guard.WATCHDOG_FAILED));
    }

    private static boolean passed(Mail mail) {
        return !mail.any() && !mail.uncommitted();
    }

    private void reportsToA(World world, Steps<World> steps) {
        Mail mail = world.toA;
        if (mail.any()) {
            int report = mail.next();
            World next = world.copy();
            next.toA = taken(world, mail);
            if (moves(world.state, state(report))) {
                next.state = state(report);
                next.rows = has(Guard.GREATEST) ? Math.max(world.rows, rows(report)) : rows(report);
                next.below = has(Guard.GREATEST) ? Math.max(world.below, below(report)) : below(report);
                checkA(world, next);
            }
            steps.add("A: takes the report " + describe(report), next);
        }
        commit(world, mail, "A", (next, committed) -> next.toA = committed, steps);
        crash(world, mail, "A", (next, again) -> next.toA = again, steps);
    }

    private void checkA(World before, World next) {
        if (ended(before.state)
                && (before.state != next.state || before.rows != next.rows || before.below != next.below)) {
            next.wrong = "A settles twice, and differently";
        } else if (next.state == SETTLED && (next.stateB != NONE && next.stateB != SETTLED || next.grandchild > 0)) {
            next.wrong = "A says settled, and below it has not";
        } else if (next.state == SETTLED && next.child > 0 && !next.later) {
            next.wrong = "A says settled, and the row of B is there";
        } else if (next.rows < before.rows) {
            next.wrong = "A forgets rows that it was told of";
        } else if (next.state == SETTLED && !next.lost && (next.rows != 1 || next.below != 1)) {
            next.wrong = "A counts " + next.rows + " and " + next.below + " rows";
        }
    }

    private boolean moves(int before, int after) {
        return (!has(Guard.FINAL) || !ended(before)) && !(before == APPLIED && after == FAILED);
    }

    private static boolean ended(int state) {
        return state == SETTLED || state == DISCARDED || state == ENDED;
    }

    private void eventsToB(World world, Steps<World> steps) {
        Mail mail = world.toB;
        if (mail.any()) {
            int event = mail.next();
            World next = world.copy();
            next.toB = taken(world, mail);
            if (event == CREATED) {
                next.key = Math.max(world.key, SECOND_LIFE);
            } else {
                deleteAtB(world, next, event);
            }
            steps.add(
                    "B: takes " + (event == CREATED ? "the creation" : event == DELETE ? "the delete" : "a repetition"),
                    next);
        }
        commit(world, mail, "B", (next, committed) -> next.toB = committed, steps);
        crash(world, mail, "B", (next, again) -> next.toB = again, steps);
    }

    private void deleteAtB(World world, World next, int event) {
        int version = event == LATER ? AFTERWARDS : DELETION;
        boolean applies = event == DELETE || event == LATER || !world.inbox;
        boolean hits = world.key > 0 && event != EMPTY && (!has(Guard.VERSION) || world.key < version);
        int rows = 0;
        if (applies && hits) {
            rows = world.child;
            if (world.later && rows > 0 || event == UNTRUE && rows > 0) {
                next.wrong = "B loses a row of a parent that was known to be there";
            }
            next.key = 0;
            next.child = 0;
            if (rows > 0 && world.stateB == NONE) {
                if (has(Guard.ONE_TRANSACTION)) {
                    next.stateB = PENDING;
                    next.toC = next.toC.send(DELETE);
                } else {
                    next.unpublished = true;
                }
            }
        }
        next.inbox = true;
        settleAtB(next, rows, world.inbox);
    }

    /** What was applied, on top of what waits. */
    private void settleAtB(World next, int rows, boolean known) {
        int total = rows + next.waitingRows;
        boolean open =
                next.stateB != NONE && !ended(next.stateB) && has(Guard.CAUSE) && (!known || has(Guard.BELOW_AGAIN));
        if (open) {
            next.waits = true;
            next.waitingRows = total;
            next.toA = next.toA.send(report(APPLIED, total, 0));
        } else {
            next.waits = false;
            next.waitingRows = 0;
            next.toA = next.toA.send(report(next.stateB == DISCARDED ? DISCARDED : SETTLED, total, next.rowsB));
        }
    }

    private void atB(World world, Steps<World> steps) {
        if (world.key == SECOND_LIFE && !world.later && world.child == 0) {
            World next = world.copy();
            next.later = true;
            next.child = 1;
            steps.add("B: a row is added to the new parent", next);
        }
        if (world.unpublished) {
            World next = world.copy();
            next.unpublished = false;
            next.stateB = PENDING;
            next.toC = next.toC.send(DELETE);
            steps.add("B: publishes what it has deleted", next);
            if (world.crashes > 0) {
                World crashed = world.copy();
                crashed.crashes--;
                crashed.unpublished = false;
                steps.add("B: crashes before it has published what it has deleted", crashed);
            }
        }
        if (watched(world.stateB) && passed(world.toC) && passed(world.backToB)) {
            World next = world.copy();
            next.toC = next.toC.send(AGAIN);
            steps.add("B: the watchdog publishes the delete again", next);
        }
    }

    private void reportsToB(World world, Steps<World> steps) {
        Mail mail = world.backToB;
        if (mail.any()) {
            int report = mail.next();
            World next = world.copy();
            next.backToB = taken(world, mail);
            if (moves(world.stateB, state(report))) {
                next.stateB = state(report);
                next.rowsB = Math.max(world.rowsB, rows(report));
                if (world.waits && ended(next.stateB)) {
                    next.waits = false;
                    next.waitingRows = 0;
                    int end = next.stateB == DISCARDED ? DISCARDED : SETTLED;
                    next.toA = next.toA.send(report(end, world.waitingRows, next.rowsB));
                }
            }
            steps.add("B: takes the report " + describe(report), next);
        }
        commit(world, mail, "B", (next, committed) -> next.backToB = committed, steps);
        crash(world, mail, "B", (next, again) -> next.backToB = again, steps);
    }

    private void eventsToC(World world, Steps<World> steps) {
        Mail mail = world.toC;
        if (mail.any()) {
            World next = world.copy();
            next.toC = taken(world, mail);
            boolean asks = mail.next() == AGAIN;
            if (world.letter == OPEN && (has(Guard.LETTER_KEEPS) || !asks)) {
                if (asks) {
                    next.backToB = next.backToB.send(report(FAILED, 0, 0));
                }
            } else if (world.letter == GIVEN_UP) {
                if (asks) {
                    next.backToB = next.backToB.send(report(DISCARDED, 0, 0));
                }
            } else {
                applyAtC(next, asks && world.inboxC && world.letter != OPEN);
            }
            steps.add("C: takes " + (asks ? "a repetition" : "the delete"), next);
            if (world.letters > 0 && world.letter == 0 && world.grandchild > 0) {
                World refused = world.copy();
                refused.letters--;
                refused.toC = taken(world, mail);
                refused.inboxC = true;
                refused.letter = OPEN;
                refused.backToB = refused.backToB.send(report(FAILED, 0, 0));
                steps.add("C: refuses the delete, which becomes a dead letter", refused);
            }
        }
        commit(world, mail, "C", (next, committed) -> next.toC = committed, steps);
        crash(world, mail, "C", (next, again) -> next.toC = again, steps);
    }

    private static void applyAtC(World next, boolean onlyAsked) {
        int rows = onlyAsked ? 0 : next.grandchild;
        if (next.letter == OPEN && rows > 0) {
            next.wrong = "C applies what a person has yet to decide on";
        }
        next.grandchild -= rows;
        next.inboxC = true;
        next.backToB = next.backToB.send(report(SETTLED, rows, 0));
    }

    private static void letter(World world, Steps<World> steps) {
        if (world.letter == OPEN) {
            World replayed = world.copy();
            replayed.letter = REPLAYED;
            applyAtC(replayed, false);
            steps.add("C: a person has the dead letter replayed", replayed);
            World discarded = world.copy();
            discarded.letter = GIVEN_UP;
            discarded.backToB = discarded.backToB.send(report(DISCARDED, 0, 0));
            steps.add("C: a person discards the dead letter", discarded);
        }
    }

    private interface Change {
        void to(World next, Mail mail);
    }

    private void losses(World world, Steps<World> steps) {
        lose(world, world.toB, "an event for B", (next, rest) -> next.toB = rest, steps);
        lose(world, world.toC, "an event for C", (next, rest) -> next.toC = rest, steps);
        lose(world, world.toA, "a report for A", (next, rest) -> next.toA = rest, steps);
        lose(world, world.backToB, "a report for B", (next, rest) -> next.backToB = rest, steps);
    }

    private static void lose(World world, Mail mail, String what, Change change, Steps<World> steps) {
        if (mail.any() && world.losses > 0) {
            World next = world.copy();
            next.losses--;
            next.lost = true;
            change.to(next, mail.lose());
            steps.add(what + " is lost", next);
        }
    }

    private static Mail taken(World world, Mail mail) {
        return world.crashes > 0 ? mail.handle() : mail.handle().commit();
    }

    private static void commit(World world, Mail mail, String who, Change change, Steps<World> steps) {
        if (mail.uncommitted()) {
            World next = world.copy();
            change.to(next, mail.commit());
            steps.add(who + ": commits its offset", next);
        }
    }

    private static void crash(World world, Mail mail, String who, Change change, Steps<World> steps) {
        if (mail.uncommitted() && world.crashes > 0) {
            World next = world.copy();
            next.crashes--;
            change.to(next, mail.crash());
            steps.add(who + ": crashes before it has committed its offset", next);
        }
    }

    @Override
    public @Nullable String broken(World world) {
        return world.wrong;
    }

    @Override
    public boolean ended(World world) {
        boolean quiet = !world.toA.any() && !world.toB.any() && !world.toC.any() && !world.backToB.any();
        boolean below = world.stateB == NONE || ended(world.stateB);
        boolean gone = world.state == ENDED || world.key != FIRST_LIFE && (world.later || world.child == 0);
        boolean same = world.stateB == DISCARDED || world.stateB == NONE || world.grandchild == 0;
        return quiet && ended(world.state) && below && gone && same && !world.waits && world.letter != OPEN;
    }

    @Override
    public int[] code(World world) {
        Encoder code = new Encoder()
                .add(world.crashes, world.losses, world.letters, world.recreations, bit(world.lost), bit(world.row))
                .add(world.state, world.rows, world.below, world.key, world.child, bit(world.later))
                .add(bit(world.inbox), bit(world.waits), world.waitingRows, world.stateB, world.rowsB)
                .add(bit(world.unpublished), world.grandchild, bit(world.inboxC), world.letter)
                .add(world.wrong == null ? 0 : 1);
        world.toA.code(code);
        world.toB.code(code);
        world.toC.code(code);
        world.backToB.code(code);
        return code.code();
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }

    private static int report(int state, int rows, int below) {
        return state | rows << 3 | below << 5;
    }

    private static int state(int report) {
        return report & 7;
    }

    private static int rows(int report) {
        return report >> 3 & 3;
    }

    private static int below(int report) {
        return report >> 5;
    }

    private static String describe(int report) {
        String state =
                switch (state(report)) {
                    case APPLIED -> "applied";
                    case FAILED -> "failed";
                    case SETTLED -> "settled";
                    default -> "discarded";
                };
        return state + " with " + rows(report) + " and " + below(report) + " rows";
    }
}
