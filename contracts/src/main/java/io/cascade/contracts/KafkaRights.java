/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Kafka has to allow, and need not allow more: to each service what its engine does, and to Kafka Connect what leaves by
 * outboxes. A service looks for all its topics when it starts, so it has to see those too that only Connect writes for it.
 */
public final class KafkaRights {

    /** What a right is about. */
    public enum Resource {
        TOPIC,
        GROUP
    }

    /**
     * One operation on one resource.
     *
     * @param prefix whether all resources are meant whose names begin so
     * @param operation as Kafka calls it, such as {@code Read}
     */
    public record Right(Resource resource, String name, boolean prefix, String operation) implements Comparable<Right> {

        @Override
        public int compareTo(Right other) {
            return toString().compareTo(other.toString());
        }

        /** Such as {@code topic cascade.orders.acks Read}; a prefix ends with an asterisk. */
        @Override
        public String toString() {
            return resource.name().toLowerCase(Locale.ROOT) + " " + name + (prefix ? "*" : "") + " " + operation;
        }
    }

    private final Contracts contracts;

    public KafkaRights(Contracts contracts) {
        this.contracts = contracts;
    }

    /** All topics of all relationships. */
    public Set<String> topics() {
        Set<String> topics = new TreeSet<>(published());
        contracts.relationships().forEach(relationship -> topics.add(Topics.deadLetters(keys(relationship))));
        return topics;
    }

    /** Topics that outboxes name: of key events, and of everything that subscribers tell or ask publishers. */
    public Set<String> published() {
        Set<String> topics = new TreeSet<>();
        contracts.relationships().forEach(relationship -> {
            topics.add(keys(relationship));
            topics.add(Topics.acks(relationship.parent().service()));
        });
        return topics;
    }

    /** Topics that the service's group of key events reads. */
    public Set<String> subscribed(String service) {
        Set<String> topics = new TreeSet<>();
        contracts.relationships().stream()
                .filter(relationship -> relationship.child().service().equals(service))
                .forEach(relationship -> topics.add(keys(relationship)));
        return topics;
    }

    /** Of the user that a service is, where the topics are there already. */
    public Set<Right> ofService(String service) {
        Set<Right> rights = new TreeSet<>();
        contracts.relationships().forEach(relationship -> {
            String acks = Topics.acks(relationship.parent().service());
            if (relationship.parent().service().equals(service)) {
                topic(rights, keys(relationship), "Describe");
                topic(rights, acks, "Describe", "Read");
                group(rights, acks, "Read");
                group(rights, "cascade." + relationship.child().service(), "Describe");
            }
            if (relationship.child().service().equals(service)) {
                topic(rights, keys(relationship), "Describe", "Read");
                topic(rights, Topics.deadLetters(keys(relationship)), "Describe", "Write");
                topic(rights, acks, "Describe");
                group(rights, "cascade." + service, "Read");
            }
        });
        return rights;
    }

    /**
     * Of the user that Kafka Connect is, for its connectors and its own topics.
     *
     * @param group of its workers, whose topics are named after it
     */
    public Set<Right> ofConnect(String group) {
        Set<Right> rights = new TreeSet<>();
        published().forEach(topic -> topic(rights, topic, "Describe", "Write"));
        for (String operation : new String[] {"Create", "Describe", "Write"}) {
            rights.add(new Right(Resource.TOPIC, "__debezium-heartbeat.", true, operation));
        }
        for (String store : new String[] {"configs", "offsets", "status"}) {
            topic(rights, group + "-" + store, "Create", "Describe", "DescribeConfigs", "Read", "Write");
        }
        group(rights, group, "Read");
        return rights;
    }

    private static void topic(Set<Right> rights, String name, String... operations) {
        for (String operation : operations) {
            rights.add(new Right(Resource.TOPIC, name, false, operation));
        }
    }

    private static void group(Set<Right> rights, String name, String operation) {
        rights.add(new Right(Resource.GROUP, name, false, operation));
    }

    private static String keys(Relationship relationship) {
        return Topics.keys(
                relationship.parent().service(), relationship.parent().table());
    }
}
