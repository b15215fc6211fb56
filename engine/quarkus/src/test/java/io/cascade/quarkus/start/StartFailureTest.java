/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.StartRefusedException;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class StartFailureTest {

    @Test
    void endsTheProcessWithTheReasonsAloneWhenTheStartWasRefused() {
        // Given
        RuntimeException wrapped =
                new IllegalStateException(new StartRefusedException(List.of("wal_level is 'replica'")));

        // When
        RuntimeException thrown = StartFailure.of(wrapped);

        // Then
        assertThat(thrown).isInstanceOf(ConfigurationException.class).hasMessageContaining("wal_level");
        assertThat(thrown).hasNoCause();
    }

    @Test
    void keepsTheOuterMessageOfAKafkaFailureWhichSaysWhatWasTried() {
        // Given
        RuntimeException failure = new IllegalStateException("Kafka does not answer", new TimeoutException("60000 ms"));

        // When
        RuntimeException thrown = StartFailure.of(failure);

        // Then
        assertThat(thrown).isInstanceOf(ConfigurationException.class).hasMessage("Kafka does not answer");
    }

    @Test
    void leavesADevelopersFaultWithItsStackTrace() {
        // Given
        RuntimeException fault = new IllegalStateException("a bug");

        // When, Then
        assertThat(StartFailure.of(fault)).isSameAs(fault);
    }
}
