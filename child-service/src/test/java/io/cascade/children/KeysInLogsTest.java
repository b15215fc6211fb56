/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventType;
import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys can be personal data: whatever happens to them, they are in no log, metric or reason. */
@QuarkusTest
@TestProfile(KeysInLogsTest.AsAccountService.class)
@WithTestResource(
        value = ServiceBackends.class,
        initArgs =
                @ResourceArg(
                        name = "schema",
                        value = "CREATE TABLE accounts (code text PRIMARY KEY, person text);"
                                + "CREATE INDEX ON accounts (person);"
                                + "CREATE TABLE cards (account text REFERENCES accounts);"
                                + "CREATE TABLE letters (id bigint PRIMARY KEY, person text);"
                                + "CREATE INDEX ON letters (person);"
                                + "CREATE TABLE seats (id bigint PRIMARY KEY, number bigint);"
                                + "CREATE INDEX ON seats (number)"))
class KeysInLogsTest {

    private static final String KEY = "personal-key-4711";
    private static final String PERSONS = "cascade.person-service.public.persons";
    private static final String NUMBERS = "cascade.person-service.public.numbers";
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    DSLContext dsl;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final Recorder recorder = new Recorder();
    private long version;

    @BeforeEach
    void record() {
        LogContext.getLogContext().getLogger("").addHandler(recorder);
    }

    @AfterEach
    void stop() {
        LogContext.getLogContext().getLogger("").removeHandler(recorder);
    }

    @Test
    void noKeyComesToLight() {
        aDeleteIsApplied();
        aRowIsRefused();
        anEventIsRefusedByTheDatabase();
        eventsThatCannotBeRead();
        aVetoIsCast();

        String deadLetters = given().get("/dead-letters").asString();
        assertThat(deadLetters).contains("SQLSTATE 23503").doesNotContain(KEY);
        assertThat(given().get("/deletions").asString()).doesNotContain(KEY);
        assertThat(given().get("/relationships").asString()).doesNotContain(KEY);
        assertThat(given().get("/q/health/ready").asString()).doesNotContain(KEY);
        assertThat(given().get("/q/metrics").asString())
                .contains("cascade_applied_rows_total")
                .doesNotContain(KEY);
        // What others are told of it, besides the events of the keys themselves
        assertThat(dsl.fetchValues("SELECT payload FROM cascade.outbox WHERE type NOT LIKE 'io.cascade.keys.%'"))
                .hasSizeGreaterThan(3)
                .allSatisfy(payload -> assertThat((String) payload).doesNotContain(KEY));
        assertThat(recorder.lines)
                .anyMatch(line -> line.contains("became a dead letter"))
                .noneMatch(line -> line.contains(KEY));
    }

    private void aDeleteIsApplied() {
        String person = KEY + "-person";
        send(PERSONS, EventType.KEYS_CREATED, keys(person));
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> dsl.execute("INSERT INTO accounts VALUES (?, ?)", KEY + "-account", person) == 1);
        send(PERSONS, EventType.KEYS_DELETED, deleted(person));
        await().atMost(SOON).until(() -> dsl.fetchCount(dsl.selectFrom("accounts")) == 0);
    }

    /** The caller sees the details; whatever logs the exception has none of them. */
    private void aRowIsRefused() {
        Throwable refused =
                catchThrowable(() -> dsl.execute("INSERT INTO accounts VALUES (?, ?)", "a", KEY + "-unknown"));
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("accounts-person").doesNotContain(KEY);
    }

    private void anEventIsRefusedByTheDatabase() {
        String person = KEY + "-held";
        send(PERSONS, EventType.KEYS_CREATED, keys(person));
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> dsl.execute("INSERT INTO accounts VALUES (?, ?)", KEY + "-kept", person) == 1);
        dsl.execute("INSERT INTO cards VALUES (?)", KEY + "-kept");
        send(PERSONS, EventType.KEYS_DELETED, deleted(person));
        awaitDeadLetters(1);
        assertThat(dsl.fetchCount(dsl.selectFrom("accounts"))).isOne();

        long id = dsl.fetchSingle("SELECT max(id) FROM cascade.dead_letter").get(0, Long.class);
        String refused = given().post("/dead-letters/" + id + "/replay")
                .then()
                .statusCode(409)
                .extract()
                .asString();
        assertThat(refused).contains("replay-refused").doesNotContain(KEY);
    }

    private void eventsThatCannotBeRead() {
        send(PERSONS, EventType.KEYS_DELETED, "{\"table\":\"" + KEY + "\"}");
        send(PERSONS, EventType.KEYS_DELETED, "{\"" + KEY + "\": [" + KEY + "]");
        send(
                NUMBERS,
                EventType.KEYS_DELETED,
                "{\"deletion\":\"" + UUID.randomUUID()
                        + "\",\"table\":\"public.numbers\",\"relationships\":[\"seats-number\"],\"version\":1,\"keys\":{\"id\":[\""
                        + KEY
                        + "\"]}}");
        awaitDeadLetters(4);
    }

    private void aVetoIsCast() {
        String person = KEY + "-written";
        send(PERSONS, EventType.KEYS_CREATED, keys(person));
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> dsl.execute("INSERT INTO letters VALUES (1, ?)", person) == 1);
        send(
                PERSONS,
                EventType.KEYS_INTENDED,
                "{\"propagation\":\"background\"," + deleted(person).substring(1));
        await().atMost(SOON)
                .until(() ->
                        dsl.fetchSingle("SELECT count(*) FROM cascade.outbox WHERE type = 'io.cascade.votes.cast.v1'")
                                        .get(0, Long.class)
                                == 1);
    }

    private void awaitDeadLetters(long count) {
        await().atMost(SOON)
                .until(() -> dsl.fetchSingle("SELECT count(*) FROM cascade.dead_letter")
                                .get(0, Long.class)
                        == count);
    }

    private String deleted(String key) {
        return "{\"deletion\":\"" + UUID.randomUUID() + "\"," + keys(key).substring(1);
    }

    private String keys(String key) {
        return """
                {"table":"public.persons","relationships":["accounts-person","letters-person"],"version":%d,"keys":{"code":["%s"]}}"""
                .formatted(++version, key);
    }

    private void send(String topic, EventType type, String payload) {
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, "0", payload);
        Map.of(
                        CloudEventHeaders.ID, UUID.randomUUID().toString(),
                        CloudEventHeaders.TYPE, type.cloudEventsType(),
                        CloudEventHeaders.SOURCE, CloudEventHeaders.sourceOf("person-service"),
                        CloudEventHeaders.SUBJECT, topic.substring(topic.indexOf("public.")),
                        CloudEventHeaders.SPEC_VERSION, "1.0",
                        CloudEventHeaders.TIME, "2026-01-01T00:00:00Z",
                        CloudEventHeaders.CONTENT_TYPE, "application/json")
                .forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            producer.send(message).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that is logged at INFO or above, with its context and its exceptions. */
    private static final class Recorder extends ExtHandler {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final PatternFormatter everything = new PatternFormatter("%p %c %X %s %e");

        Recorder() {
            setLevel(Level.INFO);
        }

        @Override
        protected void doPublish(ExtLogRecord logged) {
            lines.add(everything.format(logged));
        }
    }

    public static final class AsAccountService implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("cascade.service", "account-service", "cascade.contracts", "src/test/contracts/persons");
        }
    }
}
