/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import io.cascade.engine.StartRefusedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing. Where topics are managed otherwise, it finds them and changes nothing. */
public final class TopicProvisioner {

    private final KafkaClients clients;
    private final int partitions;
    private final short replicationFactor;

    public TopicProvisioner(KafkaClients clients, int partitions, short replicationFactor) {
        this.clients = clients;
        this.partitions = partitions;
        this.replicationFactor = replicationFactor;
    }

    /**
     * @return those that were missing, and are there now
     * @throws StartRefusedException when a topic is missing and cannot be created
     */
    public Set<String> provide(Set<String> topics) {
        try (Admin admin = clients.admin()) {
            Set<String> existing = admin.listTopics().names().get();
            Map<String, KafkaFuture<Void>> created = admin.createTopics(topics.stream()
                            .filter(topic -> !existing.contains(topic))
                            .map(topic -> new NewTopic(topic, partitions, replicationFactor))
                            .collect(Collectors.toList()))
                    .values();
            for (Map.Entry<String, KafkaFuture<Void>> topic : created.entrySet()) {
                await(topic.getKey(), topic.getValue());
            }
            return Set.copyOf(created.keySet());
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Kafka does not answer: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    private static void await(String topic, KafkaFuture<Void> created) throws InterruptedException, ExecutionException {
        try {
            created.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return;
            }
            if (e.getCause() instanceof TopicAuthorizationException) {
                throw new StartRefusedException(List.of("the topic " + topic
                        + " is missing and this client may not create it; create it, or allow the client to"));
            }
            throw e;
        }
    }
}
