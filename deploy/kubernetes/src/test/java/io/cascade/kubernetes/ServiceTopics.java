/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.Topics;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the engine of a service reads and writes. It looks for all its topics when it starts, so it has to see those too that
 * only Connect writes for it.
 */
final class ServiceTopics {

    private final Contracts contracts;

    ServiceTopics(Contracts contracts) {
        this.contracts = contracts;
    }

    Set<String> all() {
        Set<String> all = new TreeSet<>(published());
        contracts.relationships().forEach(relationship -> all.add(Topics.deadLetters(keys(relationship))));
        return all;
    }

    /** What goes through outboxes: key events, and everything that subscribers tell or ask publishers. */
    Set<String> published() {
        Set<String> topics = new TreeSet<>();
        contracts.relationships().forEach(relationship -> {
            topics.add(keys(relationship));
            topics.add(Topics.acks(relationship.parent().service()));
        });
        return topics;
    }

    /** Topics that the service's group of key events reads. */
    Set<String> subscribed(String service) {
        Set<String> topics = new TreeSet<>();
        contracts.relationships().stream()
                .filter(relationship -> relationship.child().service().equals(service))
                .forEach(relationship -> topics.add(keys(relationship)));
        return topics;
    }

    Set<String> rights(String service) {
        Set<String> rights = new TreeSet<>();
        contracts.relationships().forEach(relationship -> {
            String acks = Topics.acks(relationship.parent().service());
            if (relationship.parent().service().equals(service)) {
                rights.add("topic " + keys(relationship) + " Describe");
                rights.add("topic " + acks + " Describe");
                rights.add("topic " + acks + " Read");
                rights.add("group " + acks + " Read");
                rights.add("group cascade." + relationship.child().service() + " Describe");
            }
            if (relationship.child().service().equals(service)) {
                rights.add("topic " + keys(relationship) + " Describe");
                rights.add("topic " + keys(relationship) + " Read");
                rights.add("topic " + Topics.deadLetters(keys(relationship)) + " Describe");
                rights.add("topic " + Topics.deadLetters(keys(relationship)) + " Write");
                rights.add("topic " + acks + " Describe");
                rights.add("group cascade." + service + " Read");
            }
        });
        return rights;
    }

    private static String keys(Relationship relationship) {
        return Topics.keys(
                relationship.parent().service(), relationship.parent().table());
    }
}
