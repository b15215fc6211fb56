/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

    private final AtomicLong wall = new AtomicLong(1_000_000);
    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicInteger told = new AtomicInteger();
    private final ClockWatch watch = new ClockWatch(wall::get, nanos::get);

    ClockWatchTest() {
        watch.onSetBack(told::incrementAndGet);
    }

    @Test
    void timeThatPassesIsNoStep() {
        for (int second = 0; second < 100; second++) {
            pass(Duration.ofSeconds(1));
            watch.look();
        }

        assertThat(told).hasValue(0);
    }

    @Test
    void aClockThatIsSetBackIsToldOnceForEachTime() {
        pass(Duration.ofSeconds(10));
        step(-Duration.ofHours(5).toMillis());
        watch.look();
        watch.look();
        pass(Duration.ofSeconds(10));
        watch.look();
        assertThat(told).hasValue(1);

        step(-ClockWatch.STEP.toMillis());
        watch.look();
        assertThat(told).hasValue(2);
    }

    @Test
    void aClockThatIsSetAheadHurtsOnlyWhenItIsPutRight() {
        step(Duration.ofHours(5).toMillis());
        watch.look();
        assertThat(told).hasValue(0);

        step(-Duration.ofHours(5).toMillis());
        watch.look();
        assertThat(told).hasValue(1);
    }

    @Test
    void manySmallStepsBackAddUp() {
        for (int i = 0; i < 4; i++) {
            step(-ClockWatch.STEP.toMillis() / 2);
            watch.look();
        }

        assertThat(told).hasValue(2);
    }

    @Test
    void whoeverFailsKeepsNobodyFromHearingOfIt() {
        // Given
        ClockWatch failing = new ClockWatch(wall::get, nanos::get);
        failing.onSetBack(() -> {
            throw new IllegalStateException("closed already");
        });
        failing.onSetBack(told::incrementAndGet);

        // When
        step(-Duration.ofHours(5).toMillis());
        failing.look();

        // Then
        assertThat(told).hasValue(1);
    }

    private void pass(Duration time) {
        wall.addAndGet(time.toMillis());
        nanos.addAndGet(time.toNanos());
    }

    private void step(long millis) {
        wall.addAndGet(millis);
    }
}
