/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.testkit.StackCondition;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Kafka may deliver besides each event once. */
@ExtendWith({StackCondition.class, Family.class})
class DeliveryIT {

    private static final String COUNTRIES = "cascade.parent-service.public.countries";

    private final Stack stack;
    private final Topic topic;

    DeliveryIT(Stack stack) {
        this.stack = stack;
        this.topic = new Topic(stack.running().bootstrapServers(), COUNTRIES);
    }

    @Test
    void duplicatesAndStaleDeletesLeaveARecreatedKeyAlone() {
        // Given
        country("XA");
        city("Alpha", "XA");
        stack.parents().run("DELETE FROM countries WHERE code = 'XA'");
        eventually().until(() -> cities("XA") == 0);
        country("XA");
        city("Beta", "XA");
        List<ConsumerRecord<byte[], byte[]>> history = topic.read("\"XA\"");
        assertThat(history).hasSize(3);

        // When they come again, under their own ids and under new ones
        history.forEach(record -> topic.send(record, null));
        history.subList(0, 2).forEach(record -> topic.send(record, java.util.UUID.randomUUID()));

        // Then
        topic.awaitConsumed("cascade.child-service");
        throughout().until(() -> cities("XA") == 1);
        assertThat(stack.children().count("cascade.parent_service__countries__code WHERE code = 'XA'"))
                .isEqualTo(1);
    }

    @Test
    void aReplayFromOffsetZeroChangesNothing() {
        // Given
        for (String code : List.of("YA", "YB", "YC")) {
            country(code);
            city("city of " + code, code);
        }
        stack.parents().run("DELETE FROM countries WHERE code = 'YA'");
        eventually().until(() -> cities("YA") == 0);
        List<String> before = stack.children().values("SELECT name FROM cities ORDER BY 1");
        List<String> keys =
                stack.children().values("SELECT code FROM cascade.parent_service__countries__code ORDER BY 1");

        // When the inbox has forgotten everything, too
        stack.service("child-service").stop();
        topic.rewind("cascade.child-service");
        stack.children().run("DELETE FROM cascade.inbox");
        stack.service("child-service").restart();

        // Then
        topic.awaitConsumed("cascade.child-service");
        throughout().untilAsserted(() -> {
            assertThat(stack.children().values("SELECT name FROM cities ORDER BY 1"))
                    .isEqualTo(before);
            assertThat(stack.children().values("SELECT code FROM cascade.parent_service__countries__code ORDER BY 1"))
                    .isEqualTo(keys);
        });
    }

    @Test
    void poisonBecomesADeadLetterAndTheRestGoesOn() {
        // Given
        country("ZA");
        country("ZB");
        city("kept", "ZA");
        city("gone", "ZB");
        long before = deadLetters();
        ConsumerRecord<byte[], byte[]> sample = topic.read("\"ZA\"").get(0);

        // When
        topic.sendValue(sample, Topic.POISON);
        stack.parents().run("DELETE FROM countries WHERE code = 'ZB'");

        // Then
        eventually().until(() -> cities("ZB") == 0);
        eventually().until(() -> deadLetters() == before + 1);
        assertThat(stack.childApi()
                        .get("/dead-letters")
                        .json()
                        .at("/items/0/reason")
                        .textValue())
                .contains("no JSON");
        assertThat(new Topic(stack.running().bootstrapServers(), COUNTRIES + ".dlq").read(Topic.POISON))
                .isNotEmpty();
        throughout().until(() -> cities("ZA") == 1);
    }

    private void country(String code) {
        stack.parents().run("INSERT INTO countries VALUES ('" + code + "')");
        eventually()
                .until(() ->
                        stack.children().count("cascade.parent_service__countries__code WHERE code = '" + code + "'")
                                == 1);
    }

    private void city(String name, String code) {
        stack.children().run("INSERT INTO cities VALUES ('%s', '%s')".formatted(name, code));
    }

    private long cities(String code) {
        return stack.children().count("cities WHERE country_code = '" + code + "'");
    }

    private long deadLetters() {
        return stack.children().count("cascade.dead_letter");
    }
}
