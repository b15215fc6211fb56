/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.deadletter.DeadLetterWriter.Refusal;
import io.cascade.engine.deadletter.DeadLetterWriter.Subject;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

class DeadLetterWriterTest {

    private static final int LIMIT = 1000;
    private static final Subject SUBJECT = new Subject(new UUID(0, 1), null, "a", List.of("r"));
    private static final Refusal REFUSAL = new Refusal("malformed", null);

    private final DSLContext dsl = TestService.migrated("a", TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE"))
            .dsl();
    private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    private final DeadLetterWriter writer = new DeadLetterWriter(this::send);

    @Test
    void aRecordThatHasNoRoomForTheReasonIsKeptInTheTableAndSentWithoutItsPayload() {
        // Given
        ConsumerRecord<byte[], byte[]> record = record("x".repeat(LIMIT));

        // When
        writer.write(dsl, record, SUBJECT, REFUSAL);

        // Then
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).value()).isEmpty();
        assertThat(text(sent.get(0), "dead-letter-payload")).isEqualTo("omitted, 1000 bytes");
        assertThat(text(sent.get(0), "dead-letter-reason")).isEqualTo("malformed");
        assertThat(text(sent.get(0), "ce_id")).isEqualTo("1");
        assertThat(dsl.fetchSingle("SELECT length(payload) FROM cascade.dead_letter")
                        .get(0, Integer.class))
                .isEqualTo(LIMIT);
    }

    @Test
    void aRecordWithRoomIsSentWhole() {
        writer.write(dsl, record("x"), SUBJECT, REFUSAL);
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).value()).isEqualTo("x".getBytes(StandardCharsets.UTF_8));
        assertThat(sent.get(0).headers().lastHeader("dead-letter-payload")).isNull();
    }

    @Test
    void whatTheBrokerDoesNotTakeForAnotherReasonIsTriedAgainByTheCaller() {
        DeadLetterWriter down = new DeadLetterWriter(record -> {
            throw new IllegalStateException("down");
        });
        ConsumerRecord<byte[], byte[]> record = record("x");
        assertThatThrownBy(() -> dsl.transaction(tx -> down.write(tx.dsl(), record, SUBJECT, REFUSAL)))
                .hasMessage("down");
        assertThat(dsl.fetchCount(dsl.selectOne().from("cascade.dead_letter"))).isZero();
    }

    @Test
    void anEventIsPutAsideOnceFromWhereverItComesAgain() {
        assertThat(writer.write(dsl, record("x"), SUBJECT, REFUSAL)).isPresent();
        ConsumerRecord<byte[], byte[]> again = new ConsumerRecord<>("t", 0, 9, null, new byte[0]);
        assertThat(writer.write(dsl, again, SUBJECT, REFUSAL)).isEmpty();
        assertThat(sent).hasSize(1);
    }

    /** As a producer does, and {@link io.cascade.engine.kafka.SyncSender} after it. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        int size = record.value().length;
        for (Header header : record.headers()) {
            size += header.value().length;
        }
        if (size > LIMIT) {
            throw new IllegalStateException("cannot be written", new RecordTooLargeException("too large"));
        }
        sent.add(record);
    }

    private static ConsumerRecord<byte[], byte[]> record(String payload) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("t", 0, 1, null, payload.getBytes(StandardCharsets.UTF_8));
        record.headers()
                .add("ce_id", "1".getBytes(StandardCharsets.UTF_8))
                .add("note", "n".getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static String text(ProducerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }
}
