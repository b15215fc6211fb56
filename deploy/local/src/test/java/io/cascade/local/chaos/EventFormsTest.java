/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFormsTest {

    private static final String KEYS = "\"version\":9223372036854775807,\"keys\":{\"id\":[9223372036854775807]}";

    @Test
    void anEarlierReleaseWritesNothingThatCameLater() {
        // Given
        ConsumerRecord<byte[], byte[]> record =
                record("{\"redelivery\":false,\"retain\":true,\"propagation\":\"background\"," + KEYS + "}");

        // When
        ConsumerRecord<byte[], byte[]> earlier = EventForms.earliest(record);

        // Then
        assertThat(text(earlier)).isEqualTo("{" + KEYS + "}");
        assertThat(StreamSupport.stream(earlier.headers().spliterator(), false).map(Header::key))
                .containsExactly("ce_id");
        assertThat(earlier.partition()).isEqualTo(3);
        assertThat(earlier.key()).isEqualTo(record.key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"redelivery\":true", "\"retain\":false", "\"propagation\":\"orphan\""})
    void whatAnEarlierReleaseCannotSayStaysAsItIs(String field) {
        ConsumerRecord<byte[], byte[]> record = record("{" + field + "," + KEYS + "}");

        assertThat(EventForms.earliest(record)).isSameAs(record);
    }

    @Test
    void aLaterReleaseSaysMoreAndMeansTheSame() {
        // When
        ConsumerRecord<byte[], byte[]> later = EventForms.later(record("{" + KEYS + "}"));

        // Then
        assertThat(text(later)).startsWith("{" + KEYS + ",").contains("unknown");
        assertThat(later.headers().headers("ce_id")).hasSize(1);
        assertThat(later.headers().toArray()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"poison\": "})
    void whatIsNoEventStaysAsItIs(String value) {
        ConsumerRecord<byte[], byte[]> record = record(value);

        assertThat(EventForms.earliest(record)).isSameAs(record);
        assertThat(EventForms.later(record)).isSameAs(record);
    }

    @Test
    void poisonIsInEachFieldAndHeaderOnceAndForNobodysKey() {
        // Given
        ConsumerRecord<byte[], byte[]> record = record("{" + KEYS + "}");

        // When
        List<ConsumerRecord<byte[], byte[]>> poisoned = EventForms.poisoned(record);

        // Then
        assertThat(poisoned).hasSize(5).allSatisfy(each -> assertThat(text(each))
                .doesNotContain("[9223372036854775807]"));
        assertThat(text(poisoned.get(0))).startsWith("{\"version\":{},\"keys\":{\"id\":[-");
        assertThat(text(poisoned.get(1))).isEqualTo("{\"version\":9223372036854775807,\"keys\":{}}");
        assertThat(poisoned.get(1).headers().lastHeader("ce_id").value()).hasSize(36);
        assertThat(poisoned.get(2).headers().lastHeader("ce_id").value()).hasSize(2);
        assertThat(poisoned.get(4).headers().lastHeader("ce_time").value()).hasSize(2);
        assertThat(EventForms.poisoned(record("{\"keys\": 1}"))).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> record(String value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_id", new byte[] {1}).add("traceparent", new byte[] {2});
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                "t",
                3,
                4,
                5,
                TimestampType.CREATE_TIME,
                1,
                bytes.length,
                new byte[] {6},
                bytes,
                headers,
                Optional.empty());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }
}
