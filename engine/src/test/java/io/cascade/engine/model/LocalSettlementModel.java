/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The decision in one service that an event of another one is settled: its last keys are applied while reports come in, by two
 * consumers, on what its first keys have caused. A step is a statement under READ COMMITTED, which sees what is committed when
 * it begins, and its own transaction's changes; a lock is waited for. The rules are those of
 * {@link io.cascade.engine.settle.Settlements} with {@code Below} and {@code Waiting}, and of {@code DeliveryReports}.
 */
final class LocalSettlementModel implements Model<LocalSettlementModel.World> {

    enum Guard {
        /** Who applies the last keys locks what the event has caused and is open. */
        LOCK_DELIVERIES,
        /** Who reports locks the event's row in {@code cascade.settlement}. */
        LOCK_SETTLEMENT,
        /** What is open is looked at by a statement of its own behind the lock. */
        FRESH_SNAPSHOT,
        /** A look for what was ended without a report. */
        OVERLOOKED
    }

    private static final int DELIVERIES = 2;

    /** Of a delivery, as committed. */
    private static final int OPEN = 0, SETTLED = 1;

    /** How far a transaction is. */
    private static final int BEFORE = 0, FIRST = 1, SECOND = 2, DECIDED = 3, AFTER = 4;

    static final class World {
        int[] delivery = new int[DELIVERIES];
        /** Who has locked a delivery: 0 nobody, 1 who applies, 2 who reports. */
        int[] locked = new int[DELIVERIES];
        /** Whether the event waits, as committed, and who has locked its row: -1 nobody, else the reporter. */
        boolean waits;

        int settlementLock = -1;
        int applies;
        boolean sawOpen;
        int[] reports = new int[DELIVERIES];
        boolean[] sees = new boolean[DELIVERIES];
        boolean[] found = new boolean[DELIVERIES];
        boolean[] closes = new boolean[DELIVERIES];
        boolean byHand;
        int settled;

        World copy() {
            World copy = new World();
            copy.delivery = delivery.clone();
            copy.locked = locked.clone();
            copy.waits = waits;
            copy.settlementLock = settlementLock;
            copy.applies = applies;
            copy.sawOpen = sawOpen;
            copy.reports = reports.clone();
            copy.sees = sees.clone();
            copy.found = found.clone();
            copy.closes = closes.clone();
            copy.byHand = byHand;
            copy.settled = settled;
            return copy;
        }

        boolean open() {
            return Arrays.stream(delivery).anyMatch(state -> state == OPEN);
        }
    }

    private final Set<Guard> guards;

    LocalSettlementModel(@Nullable Guard without) {
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
        return new World();
    }

    @Override
    public void steps(World world, Steps<World> steps) {
        apply(world, steps);
        for (int i = 0; i < DELIVERIES; i++) {
            report(world, i, steps);
        }
        byHand(world, steps);
        lookForOverlooked(world, steps);
    }

    /** The last keys of the event, of which nothing further is deleted. */
    private void apply(World world, Steps<World> steps) {
        World next = world.copy();
        switch (world.applies) {
            case BEFORE -> {
                if (has(Guard.LOCK_DELIVERIES)) {
                    for (int i = 0; i < DELIVERIES; i++) {
                        if (world.delivery[i] == OPEN && world.locked[i] == 2) {
                            return;
                        }
                        next.locked[i] = world.delivery[i] == OPEN ? 1 : world.locked[i];
                    }
                }
                next.applies = FIRST;
                steps.add("the last keys are applied, and what the event has caused is locked", next);
            }
            case FIRST -> {
                next.sawOpen = world.open();
                next.applies = SECOND;
                steps.add("what the event has caused is " + (next.sawOpen ? "open" : "settled"), next);
            }
            case SECOND -> {
                for (int i = 0; i < DELIVERIES; i++) {
                    next.locked[i] = world.locked[i] == 1 ? 0 : world.locked[i];
                }
                next.waits = world.sawOpen;
                next.settled += world.sawOpen ? 0 : 1;
                next.applies = AFTER;
                steps.add("committed: the event " + (world.sawOpen ? "waits" : "is settled"), next);
            }
            default -> {}
        }
    }

    private void report(World world, int i, Steps<World> steps) {
        World next = world.copy();
        switch (world.reports[i]) {
            case BEFORE -> {
                if (world.locked[i] == 0 && world.delivery[i] == OPEN) {
                    next.locked[i] = 2;
                    next.sees[i] = world.delivery[1 - i] == OPEN;
                    next.reports[i] = FIRST;
                    steps.add("a report settles delivery " + i, next);
                }
            }
            case FIRST -> {
                if (world.waits && has(Guard.LOCK_SETTLEMENT)) {
                    if (world.settlementLock >= 0) {
                        return;
                    }
                    next.settlementLock = i;
                }
                next.found[i] = world.waits;
                next.reports[i] = SECOND;
                steps.add("its transaction finds that " + (world.waits ? "the event waits" : "nothing waits"), next);
            }
            case SECOND -> {
                boolean other = has(Guard.FRESH_SNAPSHOT) ? world.delivery[1 - i] == OPEN : world.sees[i];
                next.closes[i] = world.found[i] && !other;
                next.reports[i] = DECIDED;
                steps.add("it sees delivery " + (1 - i) + (other ? " open" : " settled"), next);
            }
            case DECIDED -> {
                next.delivery[i] = SETTLED;
                next.locked[i] = 0;
                next.settlementLock = world.settlementLock == i ? -1 : world.settlementLock;
                if (world.closes[i] && world.waits) {
                    next.waits = false;
                    next.settled++;
                }
                next.reports[i] = AFTER;
                steps.add(
                        "committed: delivery " + i + " is settled" + (world.closes[i] ? ", and the event" : ""), next);
            }
            default -> {}
        }
    }

    private static void byHand(World world, Steps<World> steps) {
        if (!world.byHand && world.delivery[0] == OPEN && world.locked[0] == 0 && world.reports[0] == BEFORE) {
            World next = world.copy();
            next.byHand = true;
            next.delivery[0] = SETTLED;
            next.reports[0] = AFTER;
            steps.add("the watchdog ends delivery 0, because its keys are back", next);
        }
    }

    private void lookForOverlooked(World world, Steps<World> steps) {
        if (has(Guard.OVERLOOKED) && world.waits && !world.open() && world.settlementLock < 0) {
            World next = world.copy();
            next.waits = false;
            next.settled++;
            steps.add("what was overlooked is found", next);
        }
    }

    @Override
    public @Nullable String broken(World world) {
        if (world.settled > 0 && world.open()) {
            return "settled is said although something below is open";
        }
        if (world.settled > 1) {
            return "settled is said twice";
        }
        // A look mends what these are for; it is there for what nobody reports on.
        boolean idle = world.applies == AFTER && Arrays.stream(world.reports).allMatch(state -> state == AFTER);
        return idle && !world.byHand && world.settled == 0 ? "settled is never said by those who know" : null;
    }

    @Override
    public boolean ended(World world) {
        return world.settled == 1;
    }

    @Override
    public int[] code(World world) {
        Encoder code = new Encoder()
                .add(world.delivery)
                .add(world.locked)
                .add(world.reports)
                .add(world.settlementLock, world.applies, world.settled)
                .add(bit(world.waits), bit(world.sawOpen), bit(world.byHand));
        for (int i = 0; i < DELIVERIES; i++) {
            code.add(bit(world.sees[i]), bit(world.found[i]), bit(world.closes[i]));
        }
        return code.code();
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }
}
