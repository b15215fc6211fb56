/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** How long the tests wait for what happens elsewhere. Generous: a slow machine is no failure. */
final class Waits {

    private Waits() {}

    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(50));
    }

    /** For "and nothing else went": holds for a while after everything was quiet. */
    static ConditionFactory throughout() {
        return await().during(Duration.ofMillis(1500))
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(100));
    }
}
