/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two keys that one deletion has asked about, in two partitions, by one intent or by two: all have approved, and now each of the
 * keys goes or, because its row was moved away from a local parent, stays. The rules are those of
 * {@link io.cascade.engine.vote.Intents}, {@link io.cascade.engine.vote.Ballots} and of {@code EventApplier} and {@code VoteEnd}.
 */
final class PartlyKeptModel implements Model<PartlyKeptModel.World> {

    enum Guard {
        /** {@code keys.kept} takes the marks of its own event's keys away, and no others of the deletion. */
        OWN_KEYS,
        /** Who has taken the last mark of a deletion away ends its ballots, also those of other events. */
        LAST_MARK,
        /** Keys that an executed intent claims and that have not gone are kept. */
        LEFTOVERS,
        /** Marked keys cannot be referred to. */
        MARK
    }

    private static final int KEYS = 2;
    private static final int DELETED = 0, KEPT = 1;

    static final class World {
        boolean decided;
        Mail[] partition = {Mail.EMPTY, Mail.EMPTY};
        boolean[] key = {true, true};
        boolean[] mark = {true, true};
        boolean[] ballot = {true, true};
        boolean[] child = new boolean[KEYS];

        @Nullable
        String wrong;

        World copy() {
            World copy = new World();
            copy.decided = decided;
            copy.partition = partition.clone();
            copy.key = key.clone();
            copy.mark = mark.clone();
            copy.ballot = ballot.clone();
            copy.child = child.clone();
            copy.wrong = wrong;
            return copy;
        }
    }

    private final Set<Guard> guards;

    PartlyKeptModel(@Nullable Guard without) {
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
        if (!world.decided) {
            for (int stays = 0; stays < 4; stays++) {
                decide(world, stays, true, steps);
                decide(world, stays, false, steps);
            }
        }
        for (int i = 0; i < KEYS; i++) {
            take(world, i, steps);
            if (!world.child[i] && world.key[i] && !(world.mark[i] && has(Guard.MARK))) {
                World next = world.copy();
                next.child[i] = true;
                steps.add("a row begins to refer to key " + i, next);
            }
        }
    }

    /** What was executed: first the deletes, then, for every event of an intent of which a key is left, that it is kept. */
    private void decide(World world, int stays, boolean together, Steps<World> steps) {
        World next = world.copy();
        next.decided = true;
        for (int i = 0; i < KEYS; i++) {
            if ((stays & 1 << i) == 0) {
                next.partition[i] = next.partition[i].send(DELETED);
            }
        }
        for (int i = 0; i < KEYS; i++) {
            boolean left = together ? stays != 0 : (stays & 1 << i) != 0;
            if (left && has(Guard.LEFTOVERS)) {
                next.partition[i] = next.partition[i].send(KEPT);
            }
        }
        steps.add(
                "executed, asked about " + (together ? "together" : "apart") + ", and these stay: "
                        + Integer.toBinaryString(stays),
                next);
    }

    private void take(World world, int i, Steps<World> steps) {
        if (!world.partition[i].any()) {
            return;
        }
        World next = world.copy();
        next.partition[i] = world.partition[i].handle().commit();
        if (world.partition[i].next() == DELETED) {
            if (world.child[i]) {
                next.wrong = "a delete is refused that all have approved";
            }
            next.key[i] = false;
            next.mark[i] = false;
            end(next);
        } else if (world.ballot[i]) {
            next.ballot[i] = false;
            for (int k = 0; k < KEYS; k++) {
                next.mark[k] &= k != i && has(Guard.OWN_KEYS);
            }
            if (has(Guard.LAST_MARK)) {
                end(next);
            }
        }
        steps.add(
                (world.partition[i].next() == DELETED ? "keys.deleted" : "keys.kept") + " of key " + i + " arrives",
                next);
    }

    private static void end(World next) {
        if (!next.mark[0] && !next.mark[1]) {
            next.ballot[0] = false;
            next.ballot[1] = false;
        }
    }

    @Override
    public @Nullable String broken(World world) {
        return world.wrong;
    }

    @Override
    public boolean ended(World world) {
        return world.decided
                && !world.partition[0].any()
                && !world.partition[1].any()
                && !world.mark[0]
                && !world.mark[1]
                && !world.ballot[0]
                && !world.ballot[1];
    }

    @Override
    public int[] code(World world) {
        Encoder code = new Encoder().add(bit(world.decided), world.wrong == null ? 0 : 1);
        for (int i = 0; i < KEYS; i++) {
            world.partition[i].code(code);
            code.add(bit(world.key[i]), bit(world.mark[i]), bit(world.ballot[i]), bit(world.child[i]));
        }
        return code.code();
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }
}
