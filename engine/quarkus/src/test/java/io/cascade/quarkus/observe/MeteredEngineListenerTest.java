/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeteredEngineListenerTest {

    @Test
    void countsWhatTheEngineDid() {
        // Given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MeteredEngineListener listener = new MeteredEngineListener(registry);

        // When
        listener.applied("children-parent", 2, 3000);
        listener.applied("children-parent", 1, 5);
        listener.lag("children-parent", Duration.ofMillis(40));
        listener.settled("children-parent", Duration.ofMillis(70));
        listener.republished("children-parent", 0);
        listener.republished("children-parent", 4);
        listener.discarded("children-parent", 1);
        listener.deadLetter("cascade.a.public.b");
        listener.retrying(1);
        listener.retrying(2);

        // Then
        assertThat(count(registry, "cascade.applied.events")).isEqualTo(3);
        assertThat(count(registry, "cascade.applied.rows")).isEqualTo(3005);
        assertThat(count(registry, "cascade.dead.letters")).isEqualTo(1);
        assertThat(count(registry, "cascade.retries")).isEqualTo(2);
        assertThat(count(registry, "cascade.republished.events")).isEqualTo(4);
        assertThat(count(registry, "cascade.discarded.events")).isEqualTo(1);
        assertThat(registry.get("cascade.settlement")
                        .tag("relationship", "children-parent")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(70);
        assertThat(registry.get("cascade.lag")
                        .tag("relationship", "children-parent")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(40);
    }

    @Test
    void showsHowManyKeysWaitNow() {
        // Given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MeteredEngineListener listener = new MeteredEngineListener(registry);

        // When
        listener.provisional("children-parent", 7);
        listener.provisional("toys-child", 1);
        listener.provisional("children-parent", 2);

        // Then
        assertThat(registry.get("cascade.provisional.keys")
                        .tag("relationship", "children-parent")
                        .gauge()
                        .value())
                .isEqualTo(2);
    }

    private static double count(SimpleMeterRegistry registry, String name) {
        return registry.get(name).counter().count();
    }
}
