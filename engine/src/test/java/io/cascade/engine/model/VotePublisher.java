/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import static io.cascade.engine.model.VoteEvent.AGAIN;
import static io.cascade.engine.model.VoteEvent.CREATED;
import static io.cascade.engine.model.VoteEvent.DELETED;
import static io.cascade.engine.model.VoteEvent.INTENDED;
import static io.cascade.engine.model.VoteEvent.KEPT;
import static io.cascade.engine.model.VoteEvent.QUESTION;
import static io.cascade.engine.model.VoteEvent.event;
import static io.cascade.engine.model.VoteEvent.kind;
import static io.cascade.engine.model.VoteEvent.name;
import static io.cascade.engine.model.VoteWorld.APPROVED;
import static io.cascade.engine.model.VoteWorld.EXECUTED;
import static io.cascade.engine.model.VoteWorld.NO;
import static io.cascade.engine.model.VoteWorld.NONE;
import static io.cascade.engine.model.VoteWorld.REFUSED;
import static io.cascade.engine.model.VoteWorld.VOTING;
import static io.cascade.engine.model.VoteWorld.WAITING;
import static io.cascade.engine.model.VoteWorld.YES;

import io.cascade.engine.model.Model.Steps;
import io.cascade.engine.model.VoteRules.Guard;
import java.util.Arrays;

/** The steps of the service that has the row. */
final class VotePublisher {

    private final VoteRules rules;

    VotePublisher(VoteRules rules) {
        this.rules = rules;
    }

    void publisher(VoteWorld world, int deletion, Steps<VoteWorld> steps) {
        if (world.intent[deletion] == NONE && world.row > 0 && (deletion == 0 || world.intent[0] != NONE)) {
            VoteWorld next = world.copy();
            if (rules.has(Guard.CLAIM) && world.claim >= 0) {
                next.intent[deletion] = REFUSED;
                steps.add("P: " + name(deletion) + " is refused at once, because another one claims the key", next);
            } else {
                next.claim = deletion;
                next.intent[deletion] = VOTING;
                Arrays.fill(next.vote[deletion], 0, rules.subscribers(), WAITING);
                publish(next, event(INTENDED, deletion, ++next.version));
                steps.add("P: asks whether " + name(deletion) + " may be", next);
            }
        }
        boolean open = world.intent[deletion] == VOTING || world.intent[deletion] == APPROVED;
        if (open && rules.has(Guard.DEADLINE)) {
            VoteWorld next = world.copy();
            refuse(next, deletion);
            steps.add("P: the deadline of " + name(deletion) + " is over, it publishes keys.kept", next);
        }
        if (world.intent[deletion] == APPROVED && world.row > 0) {
            VoteWorld next = world.copy();
            if (rules.has(Guard.CONSENT) && world.claim != deletion) {
                refuse(next, deletion);
                steps.add("P: the trigger refuses " + name(deletion) + ", it publishes keys.kept", next);
            } else {
                next.intent[deletion] = EXECUTED;
                delete(next, deletion);
                steps.add("P: executes " + name(deletion), next);
            }
        }
    }

    private void refuse(VoteWorld next, int deletion) {
        next.intent[deletion] = REFUSED;
        if (next.claim == deletion) {
            next.claim = -1;
        }
        publish(next, event(KEPT, deletion, 0));
    }

    private void delete(VoteWorld next, int deletion) {
        for (int i = 0; i < rules.subscribers(); i++) {
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

    void recreate(VoteWorld world, Steps<VoteWorld> steps) {
        if (world.row == 0 && world.recreations > 0) {
            VoteWorld next = world.copy();
            next.recreations--;
            next.row = ++next.version;
            publish(next, event(CREATED, 0, next.version));
            steps.add("P: creates the row again", next);
        }
    }

    /** An application, a console, a bulk delete: nobody has asked. */
    void rawDelete(VoteWorld world, Steps<VoteWorld> steps) {
        if (!rules.has(Guard.CONSENT) && world.row > 0) {
            VoteWorld next = world.copy();
            delete(next, 0);
            steps.add("P: somebody deletes the row by SQL", next);
        }
    }

    private void publish(VoteWorld next, int event) {
        Mail[] to = !rules.has(Guard.ORDER) && (kind(event) == KEPT || kind(event) == DELETED) ? next.ends : next.topic;
        for (int i = 0; i < rules.subscribers(); i++) {
            to[i] = to[i].send(event);
        }
    }

    void votes(VoteWorld world, int i, Steps<VoteWorld> steps) {
        Mail mail = world.acks[i];
        if (mail.any()) {
            VoteWorld next = world.copy();
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
            VoteWorld next = world.copy();
            next.acks[i] = mail.commit();
            steps.add("P: commits its offset of what " + name(i) + " says", next);
        }
    }

    private void tell(VoteWorld world, VoteWorld next, int i, int deletion, Steps<VoteWorld> steps) {
        boolean says = !rules.has(Guard.SILENCE) || isOver(world, deletion);
        if (says) {
            Mail[] to = rules.has(Guard.ORDER) ? next.topic : next.ends;
            to[i] = to[i].send(event(KEPT, deletion, AGAIN));
        }
        steps.add(
                "P: is asked by " + name(i) + " about " + name(deletion) + " and says "
                        + (says ? "keys.kept" : "nothing"),
                next);
    }

    private boolean isOver(VoteWorld world, int deletion) {
        for (int i = 0; i < rules.subscribers(); i++) {
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

    private void count(VoteWorld next, int deletion, int i, boolean veto) {
        if (next.vote[deletion][i] == WAITING) {
            next.vote[deletion][i] = veto ? NO : YES;
        }
        if (Arrays.stream(next.vote[deletion]).anyMatch(vote -> vote == NO)) {
            if (next.intent[deletion] == VOTING) {
                refuse(next, deletion);
            }
        } else if (!rules.has(Guard.ALL_VOTES)
                || Arrays.stream(next.vote[deletion], 0, rules.subscribers()).allMatch(vote -> vote == YES)) {
            next.intent[deletion] = APPROVED;
        }
    }
}
