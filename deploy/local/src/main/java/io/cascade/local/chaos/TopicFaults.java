/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What happens to records between their topic and who reads it. */
final class TopicFaults {

    /**
     * Of a service that publishes keys, and the one that subscribes to them.
     *
     * @param suffix tells its faults from those of another way between the two
     */
    private record Way(String publisher, String subscriber, String keys, String suffix) {

        private String acks() {
            return "cascade." + publisher + ".acks";
        }

        private String group() {
            return "cascade." + subscriber;
        }
    }

    private static final List<Way> WAYS = List.of(
            new Way(ChaosContracts.PARENT, ChaosContracts.CHILD, Level.PARENTS.topic(), ""),
            new Way(ChaosContracts.CHILD, ChaosContracts.GRANDCHILD, Level.CHILDREN.topic(), ""));

    /** By which votes are asked for. */
    private static final Way VOTES =
            new Way(ChaosContracts.PARENT, ChaosContracts.CHILD, Level.OWNERS.topic(), "-votes");

    private TopicFaults() {}

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (Way way : WAYS) {
            faults.addAll(of(way));
            faults.add(new Expired("reports", way.publisher(), way.acks(), ""));
            faults.add(new Replica(way.subscriber()));
        }
        faults.addAll(of(VOTES));
        return faults;
    }

    private static List<Fault> of(Way way) {
        return List.of(
                new Expired("events", way.subscriber(), way.keys(), way.suffix()),
                new DeletedTopic(way),
                new Rewound(way),
                new Repeated(way),
                new Poison(way),
                new OtherReleases(way));
    }

    /** As when who reads it is away for longer than its retention. */
    private record Expired(String records, String reader, String topic, String suffix) implements Fault {

        @Override
        public String name() {
            return "expire-" + records + "-of-" + reader + suffix;
        }

        @Override
        public String what() {
            return reader + " is away until all of " + topic + " has expired";
        }

        @Override
        public void inject(ChaosStack stack) {
            stack.site(reader).service().kill();
        }

        @Override
        public void heal(ChaosStack stack) {
            new Topic(stack.bootstrapServers(), topic).deleteRecords();
        }
    }

    /** With all that is in it, by somebody's mistake. */
    private record DeletedTopic(Way way) implements Fault {

        @Override
        public String name() {
            return "delete-topic-of-" + way.publisher() + way.suffix();
        }

        @Override
        public String what() {
            return "the topic " + way.keys() + " is deleted";
        }

        @Override
        public void inject(ChaosStack stack) {
            new Topic(stack.bootstrapServers(), way.keys()).delete();
        }
    }

    /** Everything since the beginning is delivered once more. */
    private record Rewound(Way way) implements Fault {

        @Override
        public String name() {
            return "rewind-" + way.subscriber() + way.suffix();
        }

        @Override
        public String what() {
            return way.subscriber() + " reads " + way.keys() + " from its beginning again";
        }

        @Override
        public void inject(ChaosStack stack) {
            stack.site(way.subscriber()).service().kill();
        }

        @Override
        public void heal(ChaosStack stack) {
            new Topic(stack.bootstrapServers(), way.keys()).rewind(way.group());
        }
    }

    /** Old events come again in any order, between new ones. */
    private record Repeated(Way way) implements Fault {

        private static final int MOST = 2000;

        @Override
        public String name() {
            return "repeat-events-of-" + way.publisher() + way.suffix();
        }

        @Override
        public String what() {
            return "old events of " + way.keys() + " arrive once more, in another order";
        }

        @Override
        public void inject(ChaosStack stack) {
            Topic topic = new Topic(stack.bootstrapServers(), way.keys());
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(topic.records());
            Collections.shuffle(records, new Random(records.size()));
            topic.append(records.subList(0, Math.min(MOST, records.size())));
        }
    }

    /** As when services are updated, or set back, while events of the release before are still unread. */
    private record OtherReleases(Way way) implements Fault {

        @Override
        public String name() {
            return "other-releases-for-" + way.subscriber() + way.suffix();
        }

        @Override
        public String what() {
            return way.subscriber() + " finds unread events of an earlier and of a later release in " + way.keys();
        }

        @Override
        public void inject(ChaosStack stack) {
            stack.site(way.subscriber()).service().kill();
        }

        @Override
        public void heal(ChaosStack stack) {
            new Topic(stack.bootstrapServers(), way.keys())
                    .rewriteUnread(
                            way.group(),
                            record ->
                                    record.offset() % 2 == 0 ? EventForms.earliest(record) : EventForms.later(record));
        }
    }

    /** Of keys that nobody has, so that the dead letters keep nothing from anybody. */
    private record Poison(Way way) implements Fault {

        private static final int KINDS = 20;

        @Override
        public String name() {
            return "poison-" + way.subscriber() + way.suffix();
        }

        @Override
        public String what() {
            return "what is no event, and events of which each field and header once is none, arrive in " + way.keys();
        }

        @Override
        public void inject(ChaosStack stack) {
            Topic topic = new Topic(stack.bootstrapServers(), way.keys());
            topic.append("{\"poison\": ".getBytes(StandardCharsets.UTF_8));
            List<ConsumerRecord<byte[], byte[]>> records = topic.records();
            topic.append(records.subList(Math.max(0, records.size() - KINDS), records.size()).stream()
                    .flatMap(record -> EventForms.poisoned(record).stream())
                    .toList());
        }
    }

    /** The group rebalances when it comes, and when it is lost. */
    private record Replica(String service) implements Fault {

        @Override
        public String name() {
            return "replica-of-" + service;
        }

        @Override
        public String what() {
            return "a second process of " + service + " joins, and is lost";
        }

        @Override
        public void inject(ChaosStack stack) {
            stack.site(service).service().addReplica();
        }

        @Override
        public void heal(ChaosStack stack) {
            stack.site(service).service().killReplicas();
        }
    }
}
