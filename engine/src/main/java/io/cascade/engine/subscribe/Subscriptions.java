/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Guards;
import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** All relationships in which a service is the child. */
public final class Subscriptions {

    private final Map<String, Subscription> byName = new LinkedHashMap<>();

    public Subscriptions(String service, Contracts contracts) {
        Guards guards = new Guards(contracts);
        boolean publishes = !contracts.publishedBy(service).isEmpty();
        contracts
                .subscribedBy(service)
                .forEach(relationship -> byName.put(
                        relationship.name(),
                        new Subscription(
                                relationship,
                                new KeyReplica(relationship.parent()),
                                publishes,
                                guards.asks(relationship))));
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    public Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        all().forEach(subscription ->
                topics.add(topic(subscription.relationship().parent())));
        return topics;
    }

    List<Subscription> all() {
        return List.copyOf(byName.values());
    }

    Optional<Subscription> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The key replicas, each once. */
    List<KeyReplica> replicas() {
        return byName.values().stream().map(Subscription::replica).distinct().toList();
    }

    /** Those that an event from the topic is for, among the relationships that it names. */
    List<Subscription> addressed(String topic, List<String> relationships) {
        return relationships.stream()
                .map(byName::get)
                .filter(subscription -> subscription != null
                        && topic(subscription.relationship().parent()).equals(topic))
                .toList();
    }

    /** Those whose foreign keys refer to the replica. */
    List<Subscription> of(KeyReplica replica) {
        return byName.values().stream()
                .filter(subscription -> subscription.replica().equals(replica))
                .toList();
    }

    /** Those whose parent publishes to the topic. */
    List<Subscription> ofTopic(String topic) {
        return all().stream()
                .filter(subscription ->
                        topic(subscription.relationship().parent()).equals(topic))
                .toList();
    }

    private static String topic(ParentTable parent) {
        return Topics.keys(parent.service(), parent.table());
    }
}
