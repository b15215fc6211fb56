/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was found at quiescence.
 *
 * @param orphans rows whose parent does not exist, by table
 * @param lost rows that are gone although nobody has deleted them nor what they refer to, by table
 * @param cut rows that do not refer any more to what they referred to although nobody has deleted that, by table
 * @param checked rows that had to be there
 * @param missing keys of living parents that a key replica does not have, so that they cannot get children
 * @param surplus keys in a key replica whose parents do not exist, so that they could
 * @param deliveries how many are in which state, over all services
 * @param silent deliveries that are open or have failed without a reason that a person could see
 * @param reasons why deliveries have failed or are stuck, and dead letters
 * @param republished events that watchdogs have published again so far
 * @param votes deletions that others had to consent to, by what has become of them
 * @param marks keys to which nobody may begin to refer although nothing is under way
 * @param unconfirmed keys that were accepted without being known and are neither confirmed nor gone
 * @param restoring parts of deletions that were taken back and do not come to an end
 * @param restored deletions that were taken back so far, with all that they took along
 * @param unguarded deletes that went through although others had to be asked
 */
record Verdict(
        SortedMap<String, Long> orphans,
        SortedMap<String, Long> lost,
        SortedMap<String, Long> cut,
        long checked,
        long missing,
        long surplus,
        SortedMap<String, Long> deliveries,
        long silent,
        List<String> reasons,
        long republished,
        SortedMap<String, Long> votes,
        long marks,
        long unconfirmed,
        long restoring,
        long restored,
        long unguarded) {

    Verdict {
        orphans = new TreeMap<>(orphans);
        lost = new TreeMap<>(lost);
        cut = new TreeMap<>(cut);
        deliveries = new TreeMap<>(deliveries);
        votes = new TreeMap<>(votes);
        reasons = List.copyOf(reasons);
    }

    /** What does not hold, in words; empty when all does. */
    List<String> violations() {
        List<String> violations = new ArrayList<>();
        positive(orphans).forEach((table, rows) -> violations.add(rows + " rows of " + table + " have no parent"));
        positive(lost)
                .forEach((table, rows) -> violations.add(
                        rows + " rows of " + table + " are gone although their parents live and nobody deleted them"));
        positive(cut)
                .forEach((table, rows) -> violations.add(
                        rows + " rows of " + table + " have lost their reference although what they refer to lives"));
        if (undecided() > 0) {
            violations.add(undecided() + " deletions that were asked for are neither executed nor refused");
        }
        if (marks > 0) {
            violations.add(marks + " keys are marked for deletions that are over, so that nobody can refer to them");
        }
        if (unconfirmed > 0) {
            violations.add(unconfirmed + " keys that nobody knew are neither confirmed nor gone");
        }
        if (restoring > 0) {
            violations.add(restoring + " parts of deletions that were taken back do not come to an end");
        }
        if (unguarded > 0) {
            violations.add(unguarded + " deletes went through although others had to be asked");
        }
        if (surplus > 0) {
            violations.add(surplus + " keys are in key replicas whose parents do not exist");
        }
        if (missing > 0) {
            violations.add(missing + " keys of living parents are not in key replicas");
        }
        if (silent > 0) {
            violations.add(silent + " deliveries are open or have failed, and nothing says why");
        }
        if (open() > 0) {
            violations.add(open() + " deliveries have not settled: " + reasons);
        }
        return violations;
    }

    long open() {
        return deliveries.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("settled"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private long undecided() {
        return votes.getOrDefault("voting", 0L) + votes.getOrDefault("approved", 0L);
    }

    private static SortedMap<String, Long> positive(SortedMap<String, Long> counts) {
        SortedMap<String, Long> positive = new TreeMap<>(counts);
        positive.values().removeIf(count -> count == 0);
        return positive;
    }

    @Override
    public String toString() {
        return "orphans " + sum(orphans) + ", lost " + sum(lost) + " of " + checked + ", deliveries " + deliveries
                + ", votes " + votes + ", restored " + restored + ", republished " + republished
                + (marks > 0 ? ", keys marked " + marks : "")
                + (missing > 0 ? ", keys missing " + missing : "")
                + (surplus > 0 ? ", keys too many " + surplus : "") + (reasons.isEmpty() ? "" : ", " + reasons);
    }

    private static long sum(SortedMap<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
