/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.Guards;
import io.cascade.contracts.Relationship;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * For whom a parent table publishes.
 *
 * @param relationships named by its events
 * @param asked those of them because of which a delete has to be asked for
 */
record PublishedNames(SortedSet<String> relationships, SortedSet<String> asked) {

    static final String SEPARATOR = ", ";

    static PublishedNames of(List<Relationship> relationships, Guards guards) {
        return new PublishedNames(names(relationships), names(guards.asked(relationships)));
    }

    /** From the arguments of the trigger; none of it where there is no such trigger. */
    static PublishedNames parse(List<String> arguments) {
        return new PublishedNames(
                arguments.isEmpty() ? new TreeSet<>() : split(arguments.get(0)),
                arguments.size() < 2 ? new TreeSet<>() : split(arguments.get(1)));
    }

    /** Whether the other has relationships or guards that are missing here. */
    boolean lacks(PublishedNames other) {
        return !relationships.containsAll(other.relationships) || !asked.containsAll(other.asked);
    }

    @Override
    public String toString() {
        return relationships + (asked.isEmpty() ? "" : ", to be asked for " + asked);
    }

    /**
     * These and all of the installed, its guards included. During a rolling update an older instance may start after a newer
     * one; what it took away, nobody would publish or guard any more, and nobody notice. Nobody can tell which of two contracts
     * is the newer one, so nothing is ever taken away here.
     */
    PublishedNames keeping(PublishedNames installed) {
        SortedSet<String> all = new TreeSet<>(relationships);
        all.addAll(installed.relationships);
        SortedSet<String> allAsked = new TreeSet<>(asked);
        allAsked.addAll(installed.asked);
        return new PublishedNames(all, allAsked);
    }

    private static SortedSet<String> names(List<Relationship> relationships) {
        return relationships.stream().map(Relationship::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedSet<String> split(String names) {
        return Arrays.stream(names.split(SEPARATOR))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
