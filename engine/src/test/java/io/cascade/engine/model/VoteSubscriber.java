/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import static io.cascade.engine.model.VoteEvent.AGAIN;
import static io.cascade.engine.model.VoteEvent.CREATED;
import static io.cascade.engine.model.VoteEvent.DELETED;
import static io.cascade.engine.model.VoteEvent.INTENDED;
import static io.cascade.engine.model.VoteEvent.KEPT;
import static io.cascade.engine.model.VoteEvent.QUESTION;
import static io.cascade.engine.model.VoteEvent.bit;
import static io.cascade.engine.model.VoteEvent.deletion;
import static io.cascade.engine.model.VoteEvent.describe;
import static io.cascade.engine.model.VoteEvent.event;
import static io.cascade.engine.model.VoteEvent.kind;
import static io.cascade.engine.model.VoteEvent.name;
import static io.cascade.engine.model.VoteEvent.version;
import static io.cascade.engine.model.VoteWorld.IDLE;
import static io.cascade.engine.model.VoteWorld.LOCKED;
import static io.cascade.engine.model.VoteWorld.LOOKED;
import static io.cascade.engine.model.VoteWorld.NO;
import static io.cascade.engine.model.VoteWorld.NONE;
import static io.cascade.engine.model.VoteWorld.READY;
import static io.cascade.engine.model.VoteWorld.WAITING;
import static io.cascade.engine.model.VoteWorld.YES;

import io.cascade.engine.model.Model.Steps;
import io.cascade.engine.model.VoteRules.Guard;

/** The steps of a service that refers to the row, and of its application. */
final class VoteSubscriber {

    private final VoteRules rules;

    VoteSubscriber(VoteRules rules) {
        this.rules = rules;
    }

    void consume(VoteWorld world, int i, Mail[] mails, String where, Steps<VoteWorld> steps) {
        Mail mail = mails[i];
        if (mail.any()) {
            int event = mail.next();
            VoteWorld next = world.copy();
            Mail[] own = mails == world.topic ? next.topic : next.ends;
            own[i] = world.crashes > 0 ? mail.handle() : mail.handle().commit();
            apply(next, i, event);
            steps.add(name(i) + ": takes " + describe(event) + where, next);
            if (!rules.has(Guard.OFFSET_LAST) && world.crashes > 0) {
                VoteWorld lost = world.copy();
                lost.crashes--;
                (mails == world.topic ? lost.topic : lost.ends)[i] = mail.lose();
                steps.add(name(i) + ": commits the offset of " + describe(event) + where + " and crashes", lost);
            }
        }
        if (mail.uncommitted()) {
            VoteWorld next = world.copy();
            (mails == world.topic ? next.topic : next.ends)[i] = mail.commit();
            steps.add(name(i) + ": commits its offset", next);
        }
    }

    private void apply(VoteWorld next, int i, int event) {
        boolean fresh = (next.inbox[i] & bit(event)) == 0;
        next.inbox[i] |= bit(event);
        int deletion = deletion(event);
        switch (kind(event)) {
            case INTENDED -> {
                if (fresh || !rules.has(Guard.INBOX)) {
                    next.ballot[i][deletion] = WAITING;
                    next.asked[i][deletion] = version(event);
                }
            }
            case KEPT -> {
                if (fresh || version(event) == AGAIN) {
                    if (rules.has(Guard.WITHDRAW)) {
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
    private void endOlderQuestions(VoteWorld next, int i, int event) {
        for (int deletion = 0; deletion < rules.limits().deletions(); deletion++) {
            if (rules.has(Guard.OVERTAKEN)
                    && rules.has(Guard.CLAIM)
                    && deletion != deletion(event)
                    && next.ballot[i][deletion] == WAITING
                    && next.asked[i][deletion] < version(event)) {
                next.ballot[i][deletion] = NONE;
                unmark(next, i, deletion);
            }
        }
    }

    private void change(VoteWorld next, int i, int event) {
        if (next.held[i].any() || kind(event) == DELETED && older(next, i, event) && holds(next.application[i])) {
            next.held[i] = next.held[i].send(event);
        } else if (kind(event) == CREATED) {
            next.key[i] = Math.max(next.key[i], version(event));
        } else {
            remove(next, i, event);
        }
    }

    private boolean older(VoteWorld world, int i, int event) {
        return world.key[i] > 0 && (!rules.has(Guard.VERSION) || world.key[i] < version(event));
    }

    private static boolean holds(int application) {
        return application == LOCKED || application == READY;
    }

    private void remove(VoteWorld next, int i, int event) {
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

    void drain(VoteWorld world, int i, Steps<VoteWorld> steps) {
        if (world.held[i].any() && !holds(world.application[i])) {
            VoteWorld next = world.copy();
            next.held[i] = Mail.EMPTY;
            change(next, i, world.held[i].next());
            next.held[i] = world.held[i].lose();
            steps.add(name(i) + ": comes back to the key that it has set aside", next);
        }
    }

    private static void unmark(VoteWorld next, int i, int deletion) {
        if (next.mark[i] == deletion) {
            next.mark[i] = -1;
        }
    }

    void answer(VoteWorld world, int i, int deletion, Steps<VoteWorld> steps) {
        if (world.ballot[i][deletion] != WAITING
                || world.held[i].any()
                || rules.has(Guard.LOCK) && holds(world.application[i])) {
            return;
        }
        int asked = world.asked[i][deletion];
        if (world.mark[i] >= 0 && world.mark[i] != deletion && world.key[i] <= asked) {
            return;
        }
        VoteWorld next = world.copy();
        boolean veto = world.key[i] > asked || world.child[i] > 0;
        next.ballot[i][deletion] = veto ? NO : YES;
        if (!veto) {
            next.key[i] = Math.max(next.key[i], world.key[i] == 0 ? asked : 0);
            if (rules.has(Guard.MARK)) {
                next.mark[i] = deletion;
            }
        }
        next.acks[i] = next.acks[i].send(deletion * 2 + (veto ? 1 : 0));
        steps.add(name(i) + ": " + (veto ? "vetoes " : "approves ") + name(deletion), next);
    }

    /** As often as it likes, but one question at a time. Where nothing can be lost nobody has to. */
    void ask(VoteWorld world, int i, int deletion, Steps<VoteWorld> steps) {
        int ballot = world.ballot[i][deletion];
        int question = QUESTION + deletion;
        int answer = event(KEPT, deletion, AGAIN);
        if (rules.has(Guard.ASK_AGAIN)
                && rules.limits().lostEnds()
                && (ballot == WAITING || ballot == YES)
                && !world.acks[i].contains(question)
                && !world.topic[i].contains(answer)) {
            VoteWorld next = world.copy();
            next.acks[i] = next.acks[i].send(question);
            steps.add(name(i) + ": asks what has become of " + name(deletion), next);
        }
    }

    void giveUpAlone(VoteWorld world, int i, int deletion, Steps<VoteWorld> steps) {
        if (!rules.has(Guard.ONE_DECIDES) && world.ballot[i][deletion] == YES) {
            VoteWorld next = world.copy();
            next.ballot[i][deletion] = NONE;
            unmark(next, i, deletion);
            steps.add(name(i) + ": waits no longer for the end of " + name(deletion), next);
        }
    }

    void application(VoteWorld world, int i, Steps<VoteWorld> steps) {
        boolean marked = world.mark[i] >= 0;
        if (world.application[i] == IDLE && world.inserts[i] > 0) {
            VoteWorld next = world.copy();
            next.inserts[i]--;
            if (!rules.has(Guard.MARK_BEHIND_LOCK)) {
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
            VoteWorld next = world.copy();
            next.application[i] = marked ? IDLE : READY;
            steps.add(name(i) + (marked ? ": the insert is refused by the mark" : ": the insert sees no mark"), next);
        }
        if (world.application[i] == LOOKED) {
            VoteWorld next = world.copy();
            next.application[i] = world.key[i] > 0 ? READY : IDLE;
            steps.add(name(i) + (world.key[i] > 0 ? ": the insert locks its key" : ": the insert is refused"), next);
        }
        if (world.application[i] == READY) {
            VoteWorld next = world.copy();
            next.application[i] = IDLE;
            next.child[i]++;
            steps.add(name(i) + ": the insert is committed", next);
            VoteWorld back = world.copy();
            back.application[i] = IDLE;
            steps.add(name(i) + ": the insert is rolled back", back);
        }
        if (world.child[i] > 0) {
            VoteWorld next = world.copy();
            next.child[i]--;
            steps.add(name(i) + ": the application deletes its row", next);
        }
    }
}
