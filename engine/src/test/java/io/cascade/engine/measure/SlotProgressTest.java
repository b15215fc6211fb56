/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SlotProgressTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SlotProgress progress = new SlotProgress();

    @Test
    void aReaderThatHasAllIsNotBehindHoweverLongNothingIsWritten() {
        assertThat(age(0, 100, 100)).isZero();
        assertThat(age(3600, 100, 100)).isZero();
    }

    @Test
    void aReaderThatStopsGrowsOldFromWhereItWas() {
        // Given
        age(0, 100, 100);
        age(15, 200, 200);

        // When // Then
        assertThat(age(30, 300, 250)).hasSeconds(15);
        assertThat(age(45, 400, 250)).hasSeconds(30);
        assertThat(age(600, 500, 250)).hasSeconds(585);
    }

    @Test
    void aReaderThatComesBackIsAsYoungAsWhatItHasReached() {
        // Given
        age(0, 100, 100);
        age(15, 200, 100);
        age(30, 300, 100);

        // When // Then
        assertThat(age(45, 400, 210)).hasSeconds(30);
        assertThat(age(60, 500, 500)).isZero();
    }

    @Test
    void whatWasBeforeTheFirstLookCountsFromThere() {
        assertThat(age(0, 100, 7)).isZero();
        assertThat(age(20, 200, 7)).hasSeconds(20);
    }

    @Test
    void aLogThatIsFurtherBackThanBeforeIsAnotherOneAndCountsFromThere() {
        // Given
        age(0, 100, 100);
        age(15, 200, 200);

        // When // Then
        assertThat(age(30, 50, 50)).isZero();
        assertThat(age(45, 60, 60)).isZero();
        assertThat(age(60, 70, 60)).hasSeconds(15);
    }

    @Test
    void aReaderThatIsAwayForDaysNeedsNoMoreMemoryAndIsStillAsOld() {
        // Given
        age(0, 0, 0);

        // When
        Duration last = Duration.ZERO;
        for (int look = 1; look <= 5 * SlotProgress.MOST; look++) {
            last = age(15L * look, look, 0);
        }

        // Then
        assertThat(last).hasSeconds(15L * 5 * SlotProgress.MOST);
        assertThat(age(15L * 5 * SlotProgress.MOST + 15, 5 * SlotProgress.MOST + 1, 5 * SlotProgress.MOST))
                .isLessThan(Duration.ofMinutes(10));
    }

    private Duration age(long second, long written, long confirmed) {
        return progress.age(START.plusSeconds(second), written, confirmed);
    }
}
