/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT30S", "PT90S", "PT7M", "PT5H", "P2D", "-PT1H"})
    void aPartitionIsForMinutesThatDivideADay(Duration partition) {
        assertThatThrownBy(() -> retention(Duration.ofDays(7), partition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be for minutes that divide a day");
    }

    @Test
    void noPartitionIsDroppedBeforeItIsOver() {
        assertThatThrownBy(() -> retention(Duration.ofHours(23), Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be for as long as a partition of it is");
    }

    @Test
    void partitionsForMinutesAreLookedAtAsOften() {
        assertThat(retention(Duration.ofMinutes(3), Duration.ofMinutes(1)).every())
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(Retention.DEFAULT.every()).isEqualTo(Duration.ofHours(1));
    }

    private static Retention retention(Duration outbox, Duration partition) {
        return new Retention(outbox, partition, Duration.ofDays(8), Duration.ofDays(30), Duration.ofDays(30));
    }
}
