/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import io.cascade.contracts.Relationship;
import io.cascade.contracts.Topics;
import java.time.Duration;
import java.util.Map;

/**
 * What one look at the way has found.
 *
 * @param slot looked at first, so that whatever it has confirmed is before the ends of the topics
 * @param outboxAge no row that is older has yet to leave
 * @param groups by name
 */
record Diagnosis(String service, Slot slot, Duration outboxAge, Map<String, Group> groups) {

    /** An idle slot is confirmed by the connector's heartbeats, every 10 s, and by Connect a few seconds later. */
    static final Duration CONNECTOR_BEHIND = Duration.ofSeconds(30);

    public Diagnosis {
        groups = Map.copyOf(groups);
    }

    static String groupOf(Relationship relationship) {
        return "cascade." + relationship.child().service();
    }

    static String topicOf(Relationship relationship) {
        return Topics.keys(
                relationship.parent().service(), relationship.parent().table());
    }

    Group group(Relationship relationship) {
        return groups.getOrDefault(groupOf(relationship), new Group.Unreachable());
    }

    /** Why nothing comes back from a relationship. */
    Cause cause(Relationship relationship) {
        if (slot.gone()) {
            return new Cause.SlotGone(service, slot.status());
        }
        Group group = group(relationship);
        if (group instanceof Group.Unreachable) {
            return new Cause.KafkaUnreachable();
        }
        if (!slot.active()) {
            return new Cause.ConnectorDown(service);
        }
        if (outboxAge.compareTo(CONNECTOR_BEHIND) > 0) {
            return new Cause.ConnectorBehind(service, outboxAge);
        }
        return group instanceof Group.Known known
                ? ofConsumer(relationship, known)
                : new Cause.Hidden(groupOf(relationship));
    }

    private Cause ofConsumer(Relationship relationship, Group.Known group) {
        String child = relationship.child().service();
        if (group.members() == 0) {
            return new Cause.ConsumerDown(child);
        }
        long behind = group.behind(topicOf(relationship));
        if (behind > 0) {
            return new Cause.ConsumerBehind(child, topicOf(relationship), behind);
        }
        String acks = Topics.acks(service);
        if (groups.get(acks) instanceof Group.Known reports && reports.behind(acks) > 0) {
            return new Cause.ReportsUnread(service, reports.behind(acks));
        }
        return new Cause.Silent(child);
    }
}
