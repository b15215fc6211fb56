/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** All that a {@link VoteModel} remembers between two steps. */
final class VoteWorld {

    static final int MOST = 2;

    /** Of an intent. */
    static final int NONE = 0, VOTING = 1, APPROVED = 2, EXECUTED = 3, REFUSED = 4;

    /** Of a vote and of a ballot. */
    static final int WAITING = 1, YES = 2, NO = 3;

    /** Of the application's transaction at a subscriber that adds a row: idle, has the lock, or has looked for the mark. */
    static final int IDLE = 0, LOCKED = 1, LOOKED = 2, READY = 3;

    int row = 1;
    int version = 1;
    int claim = -1;
    int crashes;
    int losses;
    int recreations;
    int[] intent = new int[MOST];
    int[][] vote = new int[MOST][MOST];
    Mail[] topic = {Mail.EMPTY, Mail.EMPTY};
    /** Where the guard {@link VoteRules.Guard#ORDER} is off: a partition of its own for the ends. */
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

    VoteWorld copy() {
        VoteWorld copy = new VoteWorld();
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

    int[] code(int subscribers) {
        Encoder code = new Encoder()
                .add(row, version, claim, crashes, losses, recreations)
                .add(intent)
                .add(key)
                .add(mark)
                .add(inbox)
                .add(child)
                .add(application)
                .add(inserts)
                .add(wrong == null ? 0 : 1);
        for (int i = 0; i < subscribers; i++) {
            code.add(vote[0][i], vote[1][i]).add(ballot[i]).add(asked[i]);
            topic[i].code(code);
            ends[i].code(code);
            acks[i].code(code);
            held[i].code(code);
        }
        return code.code();
    }
}
