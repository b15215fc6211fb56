/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.local.chaos.ChaosPlan;
import io.cascade.local.chaos.ChaosRun;
import io.cascade.local.chaos.FaultCatalog;
import io.cascade.local.host.ProjectHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A few faults of {@code ./cascade chaos}, on a stack of its own: {@code -Dchaos.seed=N} chooses others, {@code -Dchaos.faults=N}
 * more of them.
 */
@DisabledIfSystemProperty(
        named = "cascade.stack",
        matches = "containers",
        disabledReason = "faults are injected into the embedded stack only")
class ChaosIT {

    private static final String DAMAGE = "self-test-lost-rows";

    private final long seed = Long.getLong("chaos.seed", 1);
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path data;

    /** The last one does what must be noticed: a run that never complains would prove nothing. */
    @Test
    void everythingHoldsUnderFaultsAndDamageIsNoticed() throws InterruptedException {
        // Given
        List<String> faults = new ArrayList<>(FaultCatalog.entries().stream()
                .map(FaultCatalog.Entry::name)
                .filter(name -> !name.startsWith("self-test"))
                .toList());
        Collections.shuffle(faults, new Random(seed));
        List<String> chosen = new ArrayList<>(faults.subList(0, Integer.getInteger("chaos.faults", 2)));
        chosen.add(DAMAGE);
        ChaosPlan plan =
                new ChaosPlan(Duration.ofMinutes(20), chosen.size(), seed, chosen, true, Duration.ofSeconds(180));

        // When
        ChaosRun.Result result;
        try (ChaosRun run =
                new ChaosRun(ProjectHome.find(), data, plan, (part, step) -> told.add(part + ": " + step))) {
            result = run.run();
        }

        // Then
        assertThat(result.rounds()).as("seed %d, of %s: %s", seed, chosen, told).isEqualTo(chosen.size());
        assertThat(result.violations())
                .as("seed %d: %s", seed, told)
                .allSatisfy(violation -> assertThat(violation).contains(DAMAGE))
                .anySatisfy(violation -> assertThat(violation).contains("are gone although"));
    }
}
