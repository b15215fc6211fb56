/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import static io.cascade.engine.model.VoteEvent.INTENDED;
import static io.cascade.engine.model.VoteEvent.KEPT;
import static io.cascade.engine.model.VoteEvent.describe;
import static io.cascade.engine.model.VoteEvent.kind;
import static io.cascade.engine.model.VoteEvent.name;
import static io.cascade.engine.model.VoteWorld.APPROVED;
import static io.cascade.engine.model.VoteWorld.IDLE;
import static io.cascade.engine.model.VoteWorld.VOTING;
import static io.cascade.engine.model.VoteWorld.WAITING;
import static io.cascade.engine.model.VoteWorld.YES;

import io.cascade.engine.model.VoteRules.Guard;
import io.cascade.engine.model.VoteRules.Limits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Votes on one key of a publisher P, whose row may come back once, by two subscribers that refer to it with RESTRICT and to
 * which the application adds rows meanwhile; two deletions of the key are asked for at the same time. The rules are those of
 * {@code V3__create_votes.sql}, {@link io.cascade.engine.vote.Intents}, {@link io.cascade.engine.vote.Ballots},
 * {@link io.cascade.engine.publish.IntentExecution}, and in {@code io.cascade.engine.subscribe} of {@code EventTransaction},
 * {@code EventApplier}, {@code BallotBox}, {@code VoteTrial}, {@code VoteEnd} and {@code VoteTriggerDdl}. A step is a
 * transaction, but for those of the application, which stay open over several.
 *
 * <p>Questions, votes and {@code keys.kept} may be lost; who misses that end asks for it ({@link io.cascade.engine.vote.OverdueBallots},
 * {@link io.cascade.engine.vote.Decisions}). Deletes are not lost here, because the watchdog sends them again ({@link SettlementModel}).
 */
final class VoteModel implements Model<VoteWorld> {

    private final VoteRules rules;
    private final VotePublisher publisher;
    private final VoteSubscriber subscriber;

    VoteModel(Limits limits, @Nullable Guard without) {
        this.rules = VoteRules.of(limits, without);
        this.publisher = new VotePublisher(rules);
        this.subscriber = new VoteSubscriber(rules);
    }

    @Override
    public VoteWorld initial() {
        VoteWorld world = new VoteWorld();
        world.crashes = rules.limits().crashes();
        world.losses = rules.limits().losses();
        world.recreations = rules.limits().recreations();
        Arrays.fill(world.inserts, rules.limits().inserts());
        return world;
    }

    @Override
    public void steps(VoteWorld world, Steps<VoteWorld> steps) {
        for (int deletion = 0; deletion < rules.limits().deletions(); deletion++) {
            publisher.publisher(world, deletion, steps);
        }
        publisher.recreate(world, steps);
        publisher.rawDelete(world, steps);
        for (int i = 0; i < rules.subscribers(); i++) {
            subscriber.consume(world, i, world.topic, "", steps);
            subscriber.consume(world, i, world.ends, " of another partition", steps);
            for (int deletion = 0; deletion < rules.limits().deletions(); deletion++) {
                subscriber.answer(world, i, deletion, steps);
                subscriber.ask(world, i, deletion, steps);
                subscriber.giveUpAlone(world, i, deletion, steps);
            }
            subscriber.drain(world, i, steps);
            subscriber.application(world, i, steps);
            publisher.votes(world, i, steps);
            faults(world, i, steps);
        }
    }

    private void faults(VoteWorld world, int i, Steps<VoteWorld> steps) {
        if (world.crashes > 0) {
            if (world.topic[i].uncommitted() || world.ends[i].uncommitted()) {
                VoteWorld next = world.copy();
                next.crashes--;
                next.topic[i] = world.topic[i].crash();
                next.ends[i] = world.ends[i].crash();
                steps.add(name(i) + ": crashes before it has committed its offset", next);
            }
            if (world.acks[i].uncommitted()) {
                VoteWorld next = world.copy();
                next.crashes--;
                next.acks[i] = world.acks[i].crash();
                steps.add("P: crashes before it has committed its offset", next);
            }
        }
        if (world.losses > 0) {
            if (world.topic[i].any()
                    && (kind(world.topic[i].next()) == INTENDED
                            || rules.limits().lostEnds() && kind(world.topic[i].next()) == KEPT)) {
                VoteWorld next = world.copy();
                next.losses--;
                next.topic[i] = world.topic[i].lose();
                steps.add(describe(world.topic[i].next()) + " is lost on its way to " + name(i), next);
            }
            if (world.acks[i].any()) {
                VoteWorld next = world.copy();
                next.losses--;
                next.acks[i] = world.acks[i].lose();
                steps.add("what " + name(i) + " says is lost", next);
            }
        }
    }

    @Override
    public @Nullable String broken(VoteWorld world) {
        return world.wrong;
    }

    @Override
    public boolean ended(VoteWorld world) {
        for (int i = 0; i < rules.subscribers(); i++) {
            boolean same = world.row == 0 ? world.key[i] == 0 && world.child[i] == 0 : world.key[i] > 0;
            boolean idle = !world.topic[i].any() && !world.ends[i].any() && !world.acks[i].any();
            boolean asked = Arrays.stream(world.ballot[i]).anyMatch(ballot -> ballot == WAITING || ballot == YES);
            if (!same || !idle || asked || world.mark[i] >= 0 || world.application[i] != IDLE || world.held[i].any()) {
                return false;
            }
        }
        return world.claim < 0 && Arrays.stream(world.intent).noneMatch(state -> state == VOTING || state == APPROVED);
    }

    @Override
    public int[] code(VoteWorld world) {
        return world.code(rules.subscribers());
    }
}
