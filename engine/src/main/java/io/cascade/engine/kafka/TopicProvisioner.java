/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import io.cascade.engine.StartRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing. Where topics are managed otherwise, it finds them and changes nothing. */
public final class TopicProvisioner {

    /** Beyond the client's own timeout of a minute, which a clock that is set back makes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

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
        Admin admin = clients.admin();
        try {
            Set<String> existing = await(admin.listTopics().names());
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
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka does not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        } finally {
            admin.close(Duration.ofSeconds(1));
        }
    }

    private static <T> T await(KafkaFuture<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void await(String topic, KafkaFuture<Void> created)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            await(created);
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
