/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import io.cascade.engine.kafka.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka, with a client that is made when it is first needed. Not for several threads. */
final class KafkaGroups implements ConsumerGroups {

    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaGroups.class);

    /** Of one request; a look makes at most four, and nothing but the watch waits for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final KafkaClients clients;
    private @Nullable Admin admin;

    KafkaGroups(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public Map<String, Group> look(Map<String, Set<String>> topics) {
        Map<String, Group> found = new LinkedHashMap<>();
        boolean reachable = true;
        for (Map.Entry<String, Set<String>> group : topics.entrySet()) {
            Group look = reachable ? look(group.getKey(), group.getValue()) : new Group.Unreachable();
            reachable = !(look instanceof Group.Unreachable);
            found.put(group.getKey(), look);
        }
        return found;
    }

    private Group look(String group, Set<String> topics) {
        try {
            Admin client = client();
            int members = members(client, group);
            Map<TopicPartition, Long> committed = new HashMap<>();
            await(client.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().timeoutMs(millis()))
                            .partitionsToOffsetAndMetadata())
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            committed.put(partition, offset.offset());
                        }
                    });
            return new Group.Known(members, committed, ends(client, topics));
        } catch (ExecutionException e) {
            LOGGER.atDebug().setCause(e).addKeyValue("group", group).log("A consumer group could not be looked at");
            return e.getCause() instanceof AuthorizationException ? new Group.Hidden() : new Group.Unreachable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Group.Unreachable();
        } catch (RuntimeException | TimeoutException e) {
            LOGGER.atDebug().setCause(e).addKeyValue("group", group).log("A consumer group could not be looked at");
            return new Group.Unreachable();
        }
    }

    private static int members(Admin client, String group)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return await(client.describeConsumerGroups(
                                    Set.of(group), new DescribeConsumerGroupsOptions().timeoutMs(millis()))
                            .describedGroups()
                            .get(group))
                    .members()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }

    private static Map<TopicPartition, Long> ends(Admin client, Set<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription topic : await(
                        client.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(millis()))
                                .allTopicNames())
                .values()) {
            topic.partitions()
                    .forEach(partition ->
                            latest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        return await(client.listOffsets(latest, new ListOffsetsOptions().timeoutMs(millis()))
                        .all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, KafkaGroups::offset));
    }

    private static long offset(Map.Entry<TopicPartition, ListOffsetsResultInfo> end) {
        return end.getValue().offset();
    }

    /** The client's own timeout does not cover all that it does. */
    private static <T> T await(KafkaFuture<T> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static int millis() {
        return (int) TIMEOUT.toMillis();
    }

    private synchronized Admin client() {
        if (admin == null) {
            admin = clients.admin();
        }
        return admin;
    }

    /** By whatever thread; who asks again does so with another client. */
    @Override
    public synchronized void close() {
        Admin before = admin;
        admin = null;
        if (before != null) {
            before.close(Duration.ZERO);
        }
    }
}
