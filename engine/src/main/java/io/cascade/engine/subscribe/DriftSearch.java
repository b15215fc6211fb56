/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.drift.Digest;
import io.cascade.engine.drift.KeyRanges;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.drift.UnansweredException;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeyHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys that one side has and the other has not, at about the same time: so what it finds may only be on its way.
 * Digests of ranges are compared, and of those that differ smaller ones, until their keys are few.
 */
final class DriftSearch {

    /**
     * @param keys that seem to differ
     * @param compared keys of the parent; of the replica where it does not hold all of them
     * @param complete whether these are all
     * @param at when the search began, by the parent's clock
     */
    record Found(KeyBatch keys, long compared, boolean complete, Instant at, String lsn) {}

    /** Found by one search; more would be no use to anybody, and take memory. */
    static final int MOST_FOUND = 10_000;

    private static final int FIRST_BITS = 8;
    private static final int MOST_MORE_BITS = 12;
    /** Keys of a range that is not cut any further. */
    private static final int SMALL = 2000;
    /** Keys of a range that was cut. */
    private static final int CUT = 250;
    /** Ranges to cut at a time: so many times 2^12 digests are the most of an answer. */
    private static final int CUT_AT_ONCE = 64;

    private static final int PAGE = 1000;

    private final Subscription subscription;
    private final ReplicaKeys replica;
    private final ParentKeySet parent;
    private final boolean holdsAll;
    private KeyBatch found;
    private long compared;
    private boolean complete = true;
    private ParentKeySet.@Nullable Digests first;

    DriftSearch(DSLContext dsl, Subscription subscription, ParentKeySet parent) {
        this.subscription = subscription;
        this.replica = new ReplicaKeys(dsl, subscription.replica());
        this.parent = parent;
        this.holdsAll =
                !subscription.replica().onlyReferred() || RelationshipState.needsAllKeys(dsl, subscription.replica());
        this.found = new KeyBatch(subscription.relationship().parent().key().stream()
                .map(column -> List.<String>of())
                .toList());
    }

    /** Compares the keys of some buckets. */
    Found search(List<Long> buckets) {
        if (holdsAll) {
            cut(new KeyRanges(KeyHash.BUCKET_BITS, buckets), FIRST_BITS);
            ParentKeySet.Digests start = first;
            if (start != null) {
                return new Found(found, compared, complete, start.at(), start.lsn());
            }
        }
        return ask(buckets);
    }

    private void cut(KeyRanges of, int moreBits) {
        ParentKeySet.Digests theirs = parent.digests(subscription.relationship(), of, moreBits);
        if (first == null) {
            first = theirs;
            compared = theirs.digests().stream().mapToLong(Digest::keys).sum();
            if (theirs.probe() != replica.probe()) {
                throw new UnansweredException(
                        "the databases of the two services hash the same text differently: their encodings differ, or"
                                + " their versions of PostgreSQL");
            }
        }
        Map<Long, Long> sizes = differing(theirs.digests(), replica.digests(of, moreBits));
        int bits = of.bits() + moreBits;
        List<Long> large = new ArrayList<>();
        List<Long> small = new ArrayList<>();
        long keys = 0;
        long largest = 0;
        for (Map.Entry<Long, Long> range : sizes.entrySet()) {
            if (range.getValue() > SMALL && bits < KeyRanges.MOST_BITS) {
                large.add(range.getKey());
                largest = Math.max(largest, range.getValue());
            } else {
                if (keys + range.getValue() > SMALL && !small.isEmpty()) {
                    compare(new KeyRanges(bits, small));
                    small.clear();
                    keys = 0;
                }
                small.add(range.getKey());
                keys += range.getValue();
            }
        }
        if (!small.isEmpty()) {
            compare(new KeyRanges(bits, small));
        }
        int more = Math.min(moreBits(largest), KeyRanges.MOST_BITS - bits);
        for (int i = 0; i < large.size() && !full(); i += CUT_AT_ONCE) {
            cut(new KeyRanges(bits, large.subList(i, Math.min(large.size(), i + CUT_AT_ONCE))), more);
        }
    }

    /** How many keys there are in each range that is not the same on both sides. */
    private static Map<Long, Long> differing(List<Digest> theirs, List<Digest> ours) {
        Map<Long, Digest> there = new HashMap<>();
        theirs.forEach(digest -> there.put(digest.range(), digest));
        Map<Long, Long> differing = new TreeMap<>();
        for (Digest digest : ours) {
            Digest other = there.remove(digest.range());
            if (!digest.equals(other)) {
                differing.put(digest.range(), Math.max(digest.keys(), other == null ? 0 : other.keys()));
            }
        }
        there.values().forEach(digest -> differing.put(digest.range(), digest.keys()));
        return differing;
    }

    private static int moreBits(long keys) {
        int bits = 1;
        while (bits < MOST_MORE_BITS && (keys >> bits) > CUT) {
            bits++;
        }
        return bits;
    }

    private void compare(KeyRanges ranges) {
        if (full()) {
            return;
        }
        KeyBatch theirs = parent.keys(subscription.relationship(), ranges);
        KeyBatch ours = replica.keys(ranges);
        if (Math.max(theirs.size(), ours.size()) > ParentKeySet.MOST_KEYS) {
            throw new UnansweredException("the keys become more faster than they can be compared");
        }
        found = found.plus(theirs.minus(ours)).plus(ours.minus(theirs));
    }

    /** Where the replica holds only what is referred to, the parent is asked for all of it. */
    private Found ask(List<Long> buckets) {
        ParentKeySet.Look start = parent.look(subscription.relationship(), found.none(), null);
        if (buckets.contains(0L)) {
            found = found.plus(replica.referredAndMissing(subscription, PAGE));
        }
        KeyBatch page = replica.next(buckets, null, PAGE);
        while (!page.isEmpty() && !full() && !Thread.currentThread().isInterrupted()) {
            List<String> lives =
                    parent.look(subscription.relationship(), page, null).lives();
            AtomicInteger next = new AtomicInteger();
            found = found.plus(
                    page.where(key -> lives.get(next.getAndIncrement()).isEmpty()));
            compared += page.size();
            page = replica.next(buckets, page.last(), PAGE);
        }
        return new Found(found, compared, complete, start.at(), start.lsn());
    }

    private boolean full() {
        if (found.size() >= MOST_FOUND) {
            complete = false;
        }
        return !complete;
    }
}
