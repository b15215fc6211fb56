/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Topics;
import io.cascade.engine.subscribe.Subscriptions;
import java.util.Set;
import java.util.TreeSet;

/** The topics that a service writes to or reads. */
final class EngineTopics {

    private EngineTopics() {}

    static Set<String> of(String service, Contracts contracts) {
        Set<String> topics = new TreeSet<>();
        contracts.publishedBy(service).keySet().forEach(parent -> {
            topics.add(Topics.keys(parent.service(), parent.table()));
            topics.add(Topics.acks(service));
        });
        new Subscriptions(service, contracts).topics().forEach(topic -> {
            topics.add(topic);
            topics.add(Topics.deadLetters(topic));
        });
        contracts
                .subscribedBy(service)
                .forEach(relationship ->
                        topics.add(Topics.acks(relationship.parent().service())));
        return topics;
    }
}
