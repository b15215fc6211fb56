/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
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
final class VoteModel implements Model<VoteModel.World> {

    /** What keeps the promise. Without any one of them something goes wrong. */
    enum Guard {
        /** The primary key of {@code cascade.intent_key}: one deletion claims a key at a time. */
        CLAIM,
        /** The delete trigger wants the approved intent of its own deletion. */
        CONSENT,
        /** An intent is approved by the last vote and not by the first. */
        ALL_VOTES,
        /** Only where a deletion began is it decided, and never by a subscriber's own time limit. */
        ONE_DECIDES,
        /** A question that nobody answers ends. */
        DEADLINE,
        /** A trial only tries keys that it can lock. */
        LOCK,
        /** Approved keys are marked, and nobody may begin to refer to them. */
        MARK,
        /** An insert looks for the mark when it has the lock on its key, not before. */
        MARK_BEHIND_LOCK,
        /** A question that comes again is known. */
        INBOX,
        /** An older delete leaves a newer key alone. */
        VERSION,
        /** The end of a deletion has the record key of its question. */
        ORDER,
        /** When another deletion deletes a key, older questions about it are over. */
        OVERTAKEN,
        /** Who is told that a deletion is given up forgets the question as well as the mark. */
        WITHDRAW,
        /** Who misses the end of a vote asks for it. */
        ASK_AGAIN,
        /** Who asks is told nothing of what is undecided, or being deleted. */
        SILENCE,
        /** Kafka's offset is committed after the transaction. */
        OFFSET_LAST
    }

    private static final int MOST = 2;

    /** Of an intent. */
    private static final int NONE = 0, VOTING = 1, APPROVED = 2, EXECUTED = 3, REFUSED = 4;

    /** Of a vote and of a ballot. */
    private static final int WAITING = 1, YES = 2, NO = 3;

    /** Of the application's transaction at a subscriber that adds a row: idle, has the lock, or has looked for the mark. */
    private static final int IDLE = 0, LOCKED = 1, LOOKED = 2, READY = 3;

    /** Of an event. */
    private static final int INTENDED = 0, KEPT = 1, DELETED = 2, CREATED = 3;

    /** Of a {@code keys.kept} that is said again, by an event of its own; in place of a version. */
    private static final int AGAIN = 1;

    /** Of what a subscriber says, besides votes: what has become of a deletion? */
    private static final int QUESTION = 4;

    /**
     * How much may happen, so that it stays finite.
     *
     * @param losses of questions and votes
     * @param inserts at each subscriber
     * @param lostEnds whether a {@code keys.kept} may be lost as well, so that subscribers ask
     */
    record Limits(
            int subscribers, int deletions, int crashes, int losses, int inserts, int recreations, boolean lostEnds) {

        Limits(int subscribers, int deletions, int crashes, int losses, int inserts, int recreations) {
            this(subscribers, deletions, crashes, losses, inserts, recreations, false);
        }
    }

    static final class World {
        int row = 1;
        int version = 1;
        int claim = -1;
        int crashes;
        int losses;
        int recreations;
        int[] intent = new int[MOST];
        int[][] vote = new int[MOST][MOST];
        Mail[] topic = {Mail.EMPTY, Mail.EMPTY};
        /** Where the guard {@link Guard#ORDER} is off: a partition of its own for the ends. */
        Mail[] ends = {Mail.EMPTY, Mail.EMPTY};

        Mail[] acks = {Mail.EMPTY, Mail.EMPTY};
        int[] key = {1, 1};
        int[] mark = {-1, -1};
        int[] inbox = new int[MOST];
        int[][] ballot = new int[MOST][MOST];
        int[][] asked = new int[MOST][MOST];
        /** The key's queue: what could not be applied because the application holds the key, and what came later. */
        Mail[] held = {Mail.EMPTY, Mail.EMPTY};

        int[] child = new int[MOST];
        int[] application = new int[MOST];
        int[] inserts = new int[MOST];

        @Nullable
        String wrong;

        World copy() {
            World copy = new World();
            copy.row = row;
            copy.version = version;
            copy.claim = claim;
            copy.crashes = crashes;
            copy.losses = losses;
            copy.recreations = recreations;
            copy.intent = intent.clone();
            copy.vote = copy(vote);
            copy.topic = topic.clone();
            copy.ends = ends.clone();
            copy.acks = acks.clone();
            copy.key = key.clone();
            copy.mark = mark.clone();
            copy.inbox = inbox.clone();
            copy.ballot = copy(ballot);
            copy.asked = copy(asked);
            copy.held = held.clone();
            copy.child = child.clone();
            copy.application = application.clone();
            copy.inserts = inserts.clone();
            copy.wrong = wrong;
            return copy;
        }

        private static int[][] copy(int[][] table) {
            return Arrays.stream(table).map(int[]::clone).toArray(int[][]::new);
        }
    }

    private final Limits limits;
    private final Set<Guard> guards;

    VoteModel(Limits limits, @Nullable Guard without) {
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
        world.recreations = limits.recreations();
        Arrays.fill(world.inserts, limits.inserts());
        return world;
    }

    @Override
    public void steps(World world, Steps<World> steps) {
        for (int deletion = 0; deletion < limits.deletions(); deletion++) {
            publisher(world, deletion, steps);
        }
        recreate(world, steps);
        rawDelete(world, steps);
        for (int i = 0; i < limits.subscribers(); i++) {
            consume(world, i, world.topic, "", steps);
            consume(world, i, world.ends, " of another partition", steps);
            for (int deletion = 0; deletion < limits.deletions(); deletion++) {
                answer(world, i, deletion, steps);
                ask(world, i, deletion, steps);
                giveUpAlone(world, i, deletion, steps);
            }
            drain(world, i, steps);
            application(world, i, steps);
            votes(world, i, steps);
            faults(world, i, steps);
        }
    }

    private void publisher(World world, int deletion, Steps<World> steps) {
        if (world.intent[deletion] == NONE && world.row > 0 && (deletion == 0 || world.intent[0] != NONE)) {
            World next = world.copy();
            if (has(Guard.CLAIM) && world.claim >= 0) {
                next.intent[deletion] = REFUSED;
                steps.add("P: " + name(deletion) + " is refused at once, because another one claims the key", next);
            } else {
                next.claim = deletion;
                next.intent[deletion] = VOTING;
                Arrays.fill(next.vote[deletion], 0, limits.subscribers(), WAITING);
                publish(next, event(INTENDED, deletion, ++next.version));
                steps.add("P: asks whether " + name(deletion) + " may be", next);
            }
        }
        boolean open = world.intent[deletion] == VOTING || world.intent[deletion] == APPROVED;
        if (open && has(Guard.DEADLINE)) {
            World next = world.copy();
            refuse(next, deletion);
            steps.add("P: the deadline of " + name(deletion) + " is over, it publishes keys.kept", next);
        }
        if (world.intent[deletion] == APPROVED && world.row > 0) {
            World next = world.copy();
            if (has(Guard.CONSENT) && world.claim != deletion) {
                refuse(next, deletion);
                steps.add("P: the trigger refuses " + name(deletion) + ", it publishes keys.kept", next);
            } else {
                next.intent[deletion] = EXECUTED;
                delete(next, deletion);
                steps.add("P: executes " + name(deletion), next);
            }
        }
    }

    private void refuse(World next, int deletion) {
        next.intent[deletion] = REFUSED;
        if (next.claim == deletion) {
            next.claim = -1;
        }
        publish(next, event(KEPT, deletion, 0));
    }

    private void delete(World next, int deletion) {
        for (int i = 0; i < limits.subscribers(); i++) {
            if (next.child[i] > 0) {
                next.wrong = "a row was deleted although " + name(i) + " refers to it";
            } else if (next.vote[deletion][i] != YES) {
                next.wrong = "a row was deleted although not all have approved";
            }
        }
        next.row = 0;
        if (next.claim == deletion) {
            next.claim = -1;
        }
        publish(next, event(DELETED, deletion, ++next.version));
    }

    private void recreate(World world, Steps<World> steps) {
        if (world.row == 0 && world.recreations > 0) {
            World next = world.copy();
            next.recreations--;
            next.row = ++next.version;
            publish(next, event(CREATED, 0, next.version));
            steps.add("P: creates the row again", next);
        }
    }

    /** An application, a console, a bulk delete: nobody has asked. */
    private void rawDelete(World world, Steps<World> steps) {
        if (!has(Guard.CONSENT) && world.row > 0) {
            World next = world.copy();
            delete(next, 0);
            steps.add("P: somebody deletes the row by SQL", next);
        }
    }

    private void publish(World next, int event) {
        Mail[] to = !has(Guard.ORDER) && (kind(event) == KEPT || kind(event) == DELETED) ? next.ends : next.topic;
        for (int i = 0; i < limits.subscribers(); i++) {
            to[i] = to[i].send(event);
        }
    }

    private void consume(World world, int i, Mail[] mails, String where, Steps<World> steps) {
        Mail mail = mails[i];
        if (mail.any()) {
            int event = mail.next();
            World next = world.copy();
            Mail[] own = mails == world.topic ? next.topic : next.ends;
            own[i] = world.crashes > 0 ? mail.handle() : mail.handle().commit();
            apply(next, i, event);
            steps.add(name(i) + ": takes " + describe(event) + where, next);
            if (!has(Guard.OFFSET_LAST) && world.crashes > 0) {
                World lost = world.copy();
                lost.crashes--;
                (mails == world.topic ? lost.topic : lost.ends)[i] = mail.lose();
                steps.add(name(i) + ": commits the offset of " + describe(event) + where + " and crashes", lost);
            }
        }
        if (mail.uncommitted()) {
            World next = world.copy();
            (mails == world.topic ? next.topic : next.ends)[i] = mail.commit();
            steps.add(name(i) + ": commits its offset", next);
        }
    }

    private void apply(World next, int i, int event) {
        boolean fresh = (next.inbox[i] & bit(event)) == 0;
        next.inbox[i] |= bit(event);
        int deletion = deletion(event);
        switch (kind(event)) {
            case INTENDED -> {
                if (fresh || !has(Guard.INBOX)) {
                    next.ballot[i][deletion] = WAITING;
                    next.asked[i][deletion] = version(event);
                }
            }
            case KEPT -> {
                if (fresh || version(event) == AGAIN) {
                    if (has(Guard.WITHDRAW)) {
                        next.ballot[i][deletion] = NONE;
                    }
                    unmark(next, i, deletion);
                }
            }
            case DELETED -> {
                endOlderQuestions(next, i, event);
                change(next, i, event);
            }
            default -> {
                if (fresh) {
                    change(next, i, event);
                }
            }
        }
    }

    /** If several deletions could claim a key, the delete of one would prove nothing about another. */
    private void endOlderQuestions(World next, int i, int event) {
        for (int deletion = 0; deletion < limits.deletions(); deletion++) {
            if (has(Guard.OVERTAKEN)
                    && has(Guard.CLAIM)
                    && deletion != deletion(event)
                    && next.ballot[i][deletion] == WAITING
                    && next.asked[i][deletion] < version(event)) {
                next.ballot[i][deletion] = NONE;
                unmark(next, i, deletion);
            }
        }
    }

    private void change(World next, int i, int event) {
        if (next.held[i].any() || kind(event) == DELETED && older(next, i, event) && holds(next.application[i])) {
            next.held[i] = next.held[i].send(event);
        } else if (kind(event) == CREATED) {
            next.key[i] = Math.max(next.key[i], version(event));
        } else {
            remove(next, i, event);
        }
    }

    private boolean older(World world, int i, int event) {
        return world.key[i] > 0 && (!has(Guard.VERSION) || world.key[i] < version(event));
    }

    private static boolean holds(int application) {
        return application == LOCKED || application == READY;
    }

    private void remove(World next, int i, int event) {
        int deletion = deletion(event);
        if (older(next, i, event)) {
            if (next.child[i] > 0) {
                next.wrong = name(i) + " refuses a delete that all have approved";
            }
            if (next.row > 0 && next.key[i] == next.row) {
                next.wrong = name(i) + " loses the key of a row that is there";
            }
            next.key[i] = 0;
            next.mark[i] = -1;
        }
        if (next.mark[i] != deletion) {
            next.ballot[i][deletion] = NONE;
        }
    }

    private void drain(World world, int i, Steps<World> steps) {
        if (world.held[i].any() && !holds(world.application[i])) {
            World next = world.copy();
            next.held[i] = Mail.EMPTY;
            change(next, i, world.held[i].next());
            next.held[i] = world.held[i].lose();
            steps.add(name(i) + ": comes back to the key that it has set aside", next);
        }
    }

    private static void unmark(World next, int i, int deletion) {
        if (next.mark[i] == deletion) {
            next.mark[i] = -1;
        }
    }

    private void answer(World world, int i, int deletion, Steps<World> steps) {
        if (world.ballot[i][deletion] != WAITING
                || world.held[i].any()
                || has(Guard.LOCK) && holds(world.application[i])) {
            return;
        }
        int asked = world.asked[i][deletion];
        if (world.mark[i] >= 0 && world.mark[i] != deletion && world.key[i] <= asked) {
            return;
        }
        World next = world.copy();
        boolean veto = world.key[i] > asked || world.child[i] > 0;
        next.ballot[i][deletion] = veto ? NO : YES;
        if (!veto) {
            next.key[i] = Math.max(next.key[i], world.key[i] == 0 ? asked : 0);
            if (has(Guard.MARK)) {
                next.mark[i] = deletion;
            }
        }
        next.acks[i] = next.acks[i].send(deletion * 2 + (veto ? 1 : 0));
        steps.add(name(i) + ": " + (veto ? "vetoes " : "approves ") + name(deletion), next);
    }

    /** As often as it likes, but one question at a time. Where nothing can be lost nobody has to. */
    private void ask(World world, int i, int deletion, Steps<World> steps) {
        int ballot = world.ballot[i][deletion];
        int question = QUESTION + deletion;
        int answer = event(KEPT, deletion, AGAIN);
        if (has(Guard.ASK_AGAIN)
                && limits.lostEnds()
                && (ballot == WAITING || ballot == YES)
                && !world.acks[i].contains(question)
                && !world.topic[i].contains(answer)) {
            World next = world.copy();
            next.acks[i] = next.acks[i].send(question);
            steps.add(name(i) + ": asks what has become of " + name(deletion), next);
        }
    }

    private boolean isOver(World world, int deletion) {
        for (int i = 0; i < limits.subscribers(); i++) {
            for (int version = 1; version <= world.version; version++) {
                int deleted = event(DELETED, deletion, version);
                if (world.topic[i].contains(deleted)
                        || world.ends[i].contains(deleted)
                        || world.held[i].contains(deleted)) {
                    return false;
                }
            }
        }
        return world.intent[deletion] == EXECUTED || world.intent[deletion] == REFUSED;
    }

    private void giveUpAlone(World world, int i, int deletion, Steps<World> steps) {
        if (!has(Guard.ONE_DECIDES) && world.ballot[i][deletion] == YES) {
            World next = world.copy();
            next.ballot[i][deletion] = NONE;
            unmark(next, i, deletion);
            steps.add(name(i) + ": waits no longer for the end of " + name(deletion), next);
        }
    }

    private void application(World world, int i, Steps<World> steps) {
        boolean marked = world.mark[i] >= 0;
        if (world.application[i] == IDLE && world.inserts[i] > 0) {
            World next = world.copy();
            next.inserts[i]--;
            if (!has(Guard.MARK_BEHIND_LOCK)) {
                if (!marked) {
                    next.application[i] = LOOKED;
                    steps.add(name(i) + ": an insert sees no mark", next);
                }
            } else if (world.key[i] > 0) {
                next.application[i] = LOCKED;
                steps.add(name(i) + ": an insert locks its key", next);
            }
        }
        if (world.application[i] == LOCKED) {
            World next = world.copy();
            next.application[i] = marked ? IDLE : READY;
            steps.add(name(i) + (marked ? ": the insert is refused by the mark" : ": the insert sees no mark"), next);
        }
        if (world.application[i] == LOOKED) {
            World next = world.copy();
            next.application[i] = world.key[i] > 0 ? READY : IDLE;
            steps.add(name(i) + (world.key[i] > 0 ? ": the insert locks its key" : ": the insert is refused"), next);
        }
        if (world.application[i] == READY) {
            World next = world.copy();
            next.application[i] = IDLE;
            next.child[i]++;
            steps.add(name(i) + ": the insert is committed", next);
            World back = world.copy();
            back.application[i] = IDLE;
            steps.add(name(i) + ": the insert is rolled back", back);
        }
        if (world.child[i] > 0) {
            World next = world.copy();
            next.child[i]--;
            steps.add(name(i) + ": the application deletes its row", next);
        }
    }

    private void votes(World world, int i, Steps<World> steps) {
        Mail mail = world.acks[i];
        if (mail.any()) {
            World next = world.copy();
            next.acks[i] = world.crashes > 0 ? mail.handle() : mail.handle().commit();
            if (mail.next() >= QUESTION) {
                tell(world, next, i, mail.next() - QUESTION, steps);
                return;
            }
            int deletion = mail.next() / 2;
            boolean veto = mail.next() % 2 == 1;
            if (world.intent[deletion] == VOTING) {
                count(next, deletion, i, veto);
            }
            steps.add(
                    "P: takes the " + (veto ? "veto" : "approval") + " of " + name(deletion) + " by " + name(i), next);
        }
        if (mail.uncommitted()) {
            World next = world.copy();
            next.acks[i] = mail.commit();
            steps.add("P: commits its offset of what " + name(i) + " says", next);
        }
    }

    private void tell(World world, World next, int i, int deletion, Steps<World> steps) {
        boolean says = !has(Guard.SILENCE) || isOver(world, deletion);
        if (says) {
            Mail[] to = has(Guard.ORDER) ? next.topic : next.ends;
            to[i] = to[i].send(event(KEPT, deletion, AGAIN));
        }
        steps.add(
                "P: is asked by " + name(i) + " about " + name(deletion) + " and says "
                        + (says ? "keys.kept" : "nothing"),
                next);
    }

    private void count(World next, int deletion, int i, boolean veto) {
        if (next.vote[deletion][i] == WAITING) {
            next.vote[deletion][i] = veto ? NO : YES;
        }
        if (Arrays.stream(next.vote[deletion]).anyMatch(vote -> vote == NO)) {
            if (next.intent[deletion] == VOTING) {
                refuse(next, deletion);
            }
        } else if (!has(Guard.ALL_VOTES)
                || Arrays.stream(next.vote[deletion], 0, limits.subscribers()).allMatch(vote -> vote == YES)) {
            next.intent[deletion] = APPROVED;
        }
    }

    private void faults(World world, int i, Steps<World> steps) {
        if (world.crashes > 0) {
            if (world.topic[i].uncommitted() || world.ends[i].uncommitted()) {
                World next = world.copy();
                next.crashes--;
                next.topic[i] = world.topic[i].crash();
                next.ends[i] = world.ends[i].crash();
                steps.add(name(i) + ": crashes before it has committed its offset", next);
            }
            if (world.acks[i].uncommitted()) {
                World next = world.copy();
                next.crashes--;
                next.acks[i] = world.acks[i].crash();
                steps.add("P: crashes before it has committed its offset", next);
            }
        }
        if (world.losses > 0) {
            if (world.topic[i].any()
                    && (kind(world.topic[i].next()) == INTENDED
                            || limits.lostEnds() && kind(world.topic[i].next()) == KEPT)) {
                World next = world.copy();
                next.losses--;
                next.topic[i] = world.topic[i].lose();
                steps.add(describe(world.topic[i].next()) + " is lost on its way to " + name(i), next);
            }
            if (world.acks[i].any()) {
                World next = world.copy();
                next.losses--;
                next.acks[i] = world.acks[i].lose();
                steps.add("what " + name(i) + " says is lost", next);
            }
        }
    }

    @Override
    public @Nullable String broken(World world) {
        return world.wrong;
    }

    @Override
    public boolean ended(World world) {
        for (int i = 0; i < limits.subscribers(); i++) {
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
    public int[] code(World world) {
        Encoder code = new Encoder()
                .add(world.row, world.version, world.claim, world.crashes, world.losses, world.recreations)
                .add(world.intent)
                .add(world.key)
                .add(world.mark)
                .add(world.inbox)
                .add(world.child)
                .add(world.application)
                .add(world.inserts)
                .add(world.wrong == null ? 0 : 1);
        for (int i = 0; i < limits.subscribers(); i++) {
            code.add(world.vote[0][i], world.vote[1][i]).add(world.ballot[i]).add(world.asked[i]);
            world.topic[i].code(code);
            world.ends[i].code(code);
            world.acks[i].code(code);
            world.held[i].code(code);
        }
        return code.code();
    }

    private static int event(int kind, int deletion, int version) {
        return kind | deletion << 2 | version << 4;
    }

    private static int kind(int event) {
        return event & 3;
    }

    private static int deletion(int event) {
        return event >> 2 & 3;
    }

    private static int version(int event) {
        return event >> 4;
    }

    private static int bit(int event) {
        return 1 << (kind(event) + 4 * deletion(event));
    }

    private static String describe(int event) {
        return switch (kind(event)) {
            case INTENDED -> "keys.intended of " + name(deletion(event));
            case KEPT -> "keys.kept of " + name(deletion(event));
            case DELETED -> "keys.deleted of " + name(deletion(event));
            default -> "keys.created";
        };
    }

    private static String name(int number) {
        return number == 0 ? "one" : "two";
    }
}
