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

    /** Of a service that publishes keys, and the one that subscribes to them. */
    private record Way(String publisher, String subscriber, String keys) {

        private String acks() {
            return "cascade." + publisher + ".acks";
        }

        private String group() {
            return "cascade." + subscriber;
        }
    }

    private static final List<Way> WAYS = List.of(
            new Way(ChaosContracts.PARENT, ChaosContracts.CHILD, "cascade.parent-service.public.parents"),
            new Way(ChaosContracts.CHILD, ChaosContracts.GRANDCHILD, "cascade.child-service.public.children"));

    private TopicFaults() {}

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (Way way : WAYS) {
            faults.add(new Expired(way.subscriber(), way.keys(), true));
            faults.add(new Expired(way.publisher(), way.acks(), false));
            faults.add(new DeletedTopic(way));
            faults.add(new Rewound(way));
            faults.add(new Repeated(way));
            faults.add(new Poison(way));
            faults.add(new Replica(way.subscriber()));
        }
        return faults;
    }

    /** As when who reads it is away for longer than its retention. */
    private record Expired(String reader, String topic, boolean keys) implements Fault {

        @Override
        public String name() {
            return "expire-" + (keys ? "events" : "reports") + "-of-" + reader;
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
            return "delete-topic-of-" + way.publisher();
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
            return "rewind-" + way.subscriber();
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
            return "repeat-events-of-" + way.publisher();
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

    private record Poison(Way way) implements Fault {

        @Override
        public String name() {
            return "poison-" + way.subscriber();
        }

        @Override
        public String what() {
            return "something that is no event arrives in " + way.keys();
        }

        @Override
        public void inject(ChaosStack stack) {
            new Topic(stack.bootstrapServers(), way.keys()).append("{\"poison\": ".getBytes(StandardCharsets.UTF_8));
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
