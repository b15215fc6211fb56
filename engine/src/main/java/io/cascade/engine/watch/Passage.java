/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import io.cascade.contracts.Relationship;
import io.cascade.contracts.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event must have been read, and a report on it too, if there is any. A row does not know its place in the log,
 * nor in the topic, so this remembers for each event how far the log was when it was seen first, then how far the topic was
 * when the connector had passed that, then how far the reports were when the consumer had passed that. It errs on the side of
 * not yet. Not for several threads.
 */
final class Passage {

    enum Verdict {
        /** Everything is past it, so nothing is on its way. */
        PASSED,
        /** The connector is past it, and of the consumer nobody knows. */
        UNKNOWN,
        /** It may still be on its way, or somebody who would carry it is down. */
        UNDERWAY
    }

    private record Wait(UUID event, String relationship) {}

    /**
     * @param written how far the log was when the event was there
     * @param topic how far the topic was when the event had left; null before
     * @param reports how far the reports were when the event had been read; null before
     */
    private record Mark(
            long written, @Nullable Map<TopicPartition, Long> topic, @Nullable Map<TopicPartition, Long> reports) {}

    private final Map<Wait, Mark> marks = new HashMap<>();

    /** @param written how far the log was when the event was seen just now */
    Verdict look(UUID event, Relationship relationship, long written, Diagnosis diagnosis) {
        Wait wait = new Wait(event, relationship.name());
        Mark mark = marks.computeIfAbsent(wait, unused -> new Mark(written, null, null));
        Slot slot = diagnosis.slot();
        if (slot.gone() || !slot.active() || slot.confirmed() < mark.written()) {
            return Verdict.UNDERWAY;
        }
        if (!(diagnosis.group(relationship) instanceof Group.Known consumer)) {
            return diagnosis.group(relationship) instanceof Group.Hidden ? Verdict.UNKNOWN : Verdict.UNDERWAY;
        }
        if (mark.topic() == null) {
            mark = new Mark(mark.written(), consumer.ends(), null);
            marks.put(wait, mark);
        }
        if (consumer.members() == 0 || mark.topic() == null || !consumer.passed(mark.topic())) {
            return Verdict.UNDERWAY;
        }
        return reportsPassed(wait, mark, diagnosis) ? Verdict.PASSED : Verdict.UNDERWAY;
    }

    private boolean reportsPassed(Wait wait, Mark mark, Diagnosis diagnosis) {
        if (!(diagnosis.groups().get(Topics.acks(diagnosis.service())) instanceof Group.Known reports)) {
            return true;
        }
        if (mark.reports() == null) {
            marks.put(wait, new Mark(mark.written(), mark.topic(), reports.ends()));
        }
        return reports.passed(mark.reports() == null ? reports.ends() : mark.reports());
    }

    /** What is published again is on its way anew. */
    void forget(UUID event) {
        marks.keySet().removeIf(wait -> wait.event().equals(event));
    }

    void keep(Collection<UUID> events) {
        marks.keySet().removeIf(wait -> !events.contains(wait.event()));
    }
}
