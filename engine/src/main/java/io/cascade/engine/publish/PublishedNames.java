/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.Guards;
import io.cascade.contracts.Relationship;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * For whom a parent table publishes.
 *
 * @param relationships named by its events
 * @param asked those of them because of which a delete has to be asked for
 * @param maxKeys how many keys a statement may delete; null for any number
 */
record PublishedNames(SortedSet<String> relationships, SortedSet<String> asked, @Nullable Integer maxKeys) {

    static final String SEPARATOR = ", ";

    static PublishedNames of(List<Relationship> relationships, Guards guards) {
        return new PublishedNames(
                names(relationships),
                names(guards.asked(relationships)),
                relationships.stream().map(Relationship::maxKeys).reduce(null, PublishedNames::least));
    }

    /** From the arguments of the trigger; none of it where there is no such trigger. */
    static PublishedNames parse(List<String> arguments) {
        return new PublishedNames(
                arguments.isEmpty() ? new TreeSet<>() : split(arguments.get(0)),
                arguments.size() < 2 ? new TreeSet<>() : split(arguments.get(1)),
                arguments.size() < 3 ? null : Integer.valueOf(arguments.get(2)));
    }

    /** As the arguments of a trigger. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add(String.join(SEPARATOR, relationships));
        arguments.add(String.join(SEPARATOR, asked));
        if (maxKeys != null) {
            arguments.add(maxKeys.toString());
        }
        return arguments;
    }

    /** Whether the other has relationships or guards that are missing here, or a tighter limit. */
    boolean lacks(PublishedNames other) {
        return !relationships.containsAll(other.relationships)
                || !asked.containsAll(other.asked)
                || !Objects.equals(maxKeys, least(maxKeys, other.maxKeys));
    }

    @Override
    public String toString() {
        return relationships
                + (asked.isEmpty() ? "" : ", to be asked for " + asked)
                + (maxKeys == null ? "" : ", maxKeys " + maxKeys);
    }

    /**
     * These and all of the installed, its guards and its limit included. During a rolling update an older instance may start after a newer
     * one; what it took away, nobody would publish or guard any more, and nobody notice. Nobody can tell which of two contracts
     * is the newer one, so nothing is ever taken away here.
     */
    PublishedNames keeping(PublishedNames installed) {
        SortedSet<String> all = new TreeSet<>(relationships);
        all.addAll(installed.relationships);
        SortedSet<String> allAsked = new TreeSet<>(asked);
        allAsked.addAll(installed.asked);
        return new PublishedNames(all, allAsked, least(maxKeys, installed.maxKeys));
    }

    private static @Nullable Integer least(@Nullable Integer one, @Nullable Integer other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.min(one, other);
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
