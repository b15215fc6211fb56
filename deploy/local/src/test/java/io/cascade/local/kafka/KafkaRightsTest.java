/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.kafka;

import static io.cascade.local.kafka.SecuredSystem.CHILDREN;
import static io.cascade.local.kafka.SecuredSystem.CONNECT;
import static io.cascade.local.kafka.SecuredSystem.PARENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With TLS on both sides, and the rights that follow from the contracts, which the manifests for Kubernetes have too. */
class KafkaRightsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String KEYS = "cascade.parent-service.public.parents";
    private static final String ACKS = Topics.acks(PARENTS);
    private static final String DEAD = Topics.deadLetters(KEYS);

    @Test
    void theRightsAreEnoughForEverythingAndForNothingElse(@TempDir Path data) throws Exception {
        try (SecuredSystem system = new SecuredSystem(data)) {
            aDeleteSettles(system);
            anEventThatCannotBeAppliedReachesTheDeadLetters(system);
            theWatchdogSeesItsSubscribers(system);
            nobodyWritesOrReadsWhatIsNotTheirs(system);
            nobodyIsLetInWithoutACertificate(system);
        }
    }

    private static void aDeleteSettles(SecuredSystem system) throws Exception {
        // Given
        system.sql(PARENTS, "INSERT INTO parents VALUES (1), (2)");
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            system.sql(CHILDREN, "INSERT INTO children SELECT g, g % 2 + 1 FROM generate_series(1, 10) g");
        });

        // When
        system.sql(PARENTS, "DELETE FROM parents WHERE id = 1");

        // Then
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        system.query(PARENTS, "SELECT string_agg(concat(state, rows), ',') FROM cascade.delivery"))
                .isEqualTo("settled5"));
        assertThat(system.query(CHILDREN, "SELECT string_agg(DISTINCT parent_id::text, ',') FROM children"))
                .isEqualTo("2");
    }

    private static void anEventThatCannotBeAppliedReachesTheDeadLetters(SecuredSystem system) throws Exception {
        send(system, CONNECT, KEYS);
        try (Admin admin = system.admin("admin")) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(size(admin, DEAD)).isOne());
        }
        assertThat(system.query(CHILDREN, "SELECT count(*) FROM children")).isEqualTo("5");
    }

    private static long size(Admin admin, String topic) throws Exception {
        return admin
                .listOffsets(Map.of(
                        new TopicPartition(topic, 0), org.apache.kafka.clients.admin.OffsetSpec.latest(),
                        new TopicPartition(topic, 1), org.apache.kafka.clients.admin.OffsetSpec.latest()))
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    private static void theWatchdogSeesItsSubscribers(SecuredSystem system) throws Exception {
        try (Admin admin = system.admin(PARENTS)) {
            assertThat(admin.listConsumerGroupOffsets("cascade.child-service")
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .isNotEmpty();
        }
    }

    private static void nobodyWritesOrReadsWhatIsNotTheirs(SecuredSystem system) {
        for (String topic : List.of(KEYS, ACKS, DEAD)) {
            refused("parent-service writes " + topic, () -> send(system, PARENTS, topic));
        }
        refused("child-service writes events", () -> send(system, CHILDREN, KEYS));
        refused("child-service writes reports past its outbox", () -> send(system, CHILDREN, ACKS));
        refused("Connect writes dead letters", () -> send(system, CONNECT, DEAD));
        refused("parent-service reads events", () -> read(system, PARENTS, KEYS));
        refused("parent-service reads dead letters", () -> read(system, PARENTS, DEAD));
        refused("child-service reads reports", () -> read(system, CHILDREN, ACKS));
        refused("Connect reads events", () -> read(system, CONNECT, KEYS));
        for (String user : List.of(PARENTS, CHILDREN, CONNECT)) {
            String other = user.equals(CHILDREN) ? ACKS : "cascade.child-service";
            refused(user + " commits for another group", () -> commit(system, user, other));
            refused(user + " makes a topic", () -> {
                try (Admin admin = system.admin(user)) {
                    admin.createTopics(List.of(new NewTopic("other", 1, (short) 1)))
                            .all()
                            .get();
                }
            });
            refused(user + " deletes a topic", () -> {
                try (Admin admin = system.admin(user)) {
                    admin.deleteTopics(List.of(KEYS)).all().get();
                }
            });
            refused(user + " deletes records", () -> {
                try (Admin admin = system.admin(user)) {
                    admin.deleteRecords(Map.of(
                                    new TopicPartition(KEYS, 0),
                                    org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(1)))
                            .all()
                            .get();
                }
            });
            refused(user + " reads the rights", () -> {
                try (Admin admin = system.admin(user)) {
                    admin.describeAcls(org.apache.kafka.common.acl.AclBindingFilter.ANY)
                            .values()
                            .get();
                }
            });
        }
    }

    private static void nobodyIsLetInWithoutACertificate(SecuredSystem system) {
        assertThatThrownBy(() -> {
                    try (Admin admin = Admin.create(system.clientWithoutCertificate())) {
                        admin.listTopics().names().get();
                    }
                })
                .hasCauseInstanceOf(SslAuthenticationException.class);
    }

    private static void refused(String what, ThrowingCallable attempt) {
        assertThatThrownBy(attempt).as(what).satisfies(failure -> assertThat(
                        failure instanceof AuthorizationException ? failure : failure.getCause())
                .as(what)
                .isInstanceOf(AuthorizationException.class));
    }

    private static void send(SecuredSystem system, String user, String topic) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(system.client(user), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "0", "no event")).get();
        }
    }

    private static void read(SecuredSystem system, String user, String topic) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(system.client(user), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            long end = System.nanoTime() + SOON.toNanos();
            while (System.nanoTime() < end
                    && consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                // Refused by an exception, or allowed.
            }
        }
    }

    private static void commit(SecuredSystem system, String user, String group) throws Exception {
        try (Admin admin = system.admin(user)) {
            admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(KEYS, 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
    }
}
