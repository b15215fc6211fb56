/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Check;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.Guards;
import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** All relationships in which a service is the child. */
public final class Subscriptions {

    private final Contracts contracts;
    private final Map<String, Subscription> byName = new LinkedHashMap<>();

    public Subscriptions(String service, Contracts contracts) {
        Guards guards = new Guards(contracts);
        this.contracts = contracts;
        List<Relationship> subscribed = contracts.subscribedBy(service);
        boolean tellsTriggers = !contracts.publishedBy(service).isEmpty()
                || subscribed.stream().anyMatch(relationship -> relationship.retain() != null);
        Set<ParentTable> known = subscribed.stream()
                .filter(relationship -> relationship.check() == Check.STRICT)
                .map(Relationship::parent)
                .collect(Collectors.toSet());
        subscribed.forEach(relationship -> byName.put(
                relationship.name(),
                new Subscription(
                        relationship,
                        new KeyReplica(relationship.parent(), !known.contains(relationship.parent())),
                        tellsTriggers,
                        guards.asks(relationship))));
    }

    Contracts contracts() {
        return contracts;
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

    /** Those of the names that are ours. */
    List<Subscription> named(List<String> names) {
        return names.stream()
                .flatMap(name -> Optional.ofNullable(byName.get(name)).stream())
                .toList();
    }

    /** The key replicas, each once. */
    List<KeyReplica> replicas() {
        return byName.values().stream().map(Subscription::replica).distinct().toList();
    }

    /** Those that refer to the replica. */
    List<Subscription> of(KeyReplica replica) {
        return all().stream()
                .filter(subscription -> subscription.replica().equals(replica))
                .toList();
    }

    /** How many keys that the relationship may refer to wait to be confirmed; 0 for one that is not ours. */
    public long countProvisional(DSLContext dsl, Relationship relationship) {
        return find(relationship.name())
                .map(subscription -> new ProvisionalKeys(dsl, subscription.replica()).count())
                .orElse(0L);
    }

    /** What each relationship's child table is checked by beside its foreign key. */
    KeyCheckDdl check(Subscription subscription) {
        return new KeyCheckDdl(
                subscription,
                subscription.eventual()
                        ? KeyCheckDdl.Mode.ACCEPT
                        : of(subscription.replica()).stream().anyMatch(Subscription::eventual)
                                ? KeyCheckDdl.Mode.CONFIRMED
                                : KeyCheckDdl.Mode.NONE);
    }

    /** Those that an event from the topic is for, among the relationships that it names. */
    List<Subscription> addressed(String topic, List<String> relationships) {
        return relationships.stream()
                .map(byName::get)
                .filter(subscription -> subscription != null
                        && topic(subscription.relationship().parent()).equals(topic))
                .toList();
    }

    /** Those whose parent publishes to the topic. */
    List<Subscription> ofTopic(String topic) {
        return all().stream()
                .filter(subscription ->
                        topic(subscription.relationship().parent()).equals(topic))
                .toList();
    }

    /** The key replicas that events from the topic change, each once. */
    List<KeyReplica> replicasOfTopic(String topic) {
        return ofTopic(topic).stream().map(Subscription::replica).distinct().toList();
    }

    private static String topic(ParentTable parent) {
        return Topics.keys(parent.service(), parent.table());
    }
}
