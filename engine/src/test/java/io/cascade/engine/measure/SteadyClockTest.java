/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Duration ahead = Duration.ZERO;
    private final Clock clock = new SteadyClock(new Clock() {

        @Override
        public Instant instant() {
            return START.plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @Test
    void goesOnAsTimeGoesBy() {
        // Given
        Instant before = clock.instant();

        // When // Then
        await().until(() -> clock.instant().isAfter(before));
        assertThat(before).isAfterOrEqualTo(START);
    }

    @Test
    void doesNotJumpWhenTheMachinesClockIsSet() {
        // When
        ahead = Duration.ofHours(5);

        // Then
        assertThat(clock.instant()).isBetween(START, START.plus(Duration.ofHours(1)));
    }
}
