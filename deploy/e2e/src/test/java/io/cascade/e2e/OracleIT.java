/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.local.oracle.OraclePlan;
import io.cascade.local.oracle.OracleRun;
import io.cascade.local.oracle.StackBench;
import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.LocalStackBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A few seeds in every build, on a stack of their own: the oracle changes contracts and starts services again. Many seeds:
 * {@code ./cascade oracle}.
 */
@DisabledIfSystemProperty(
        named = "cascade.stack",
        matches = "containers",
        disabledReason = "the oracle runs on the embedded stack only")
class OracleIT {

    /** The last one uses the tables of the example, and so REST. */
    private static final OraclePlan PLAN = new OraclePlan(OracleRun.BUNDLE - 5L, 6, Duration.ofMinutes(5), 25, 3);

    @Test
    void randomHistoriesEndAsTheyDoWithNativeForeignKeys(@TempDir Path contracts) {
        // Given
        StackBench.prepare(contracts);
        LocalStackBuilder builder = LocalStack.builder().contracts(contracts);
        StackBench.tune(builder);
        try (LocalStack stack = builder.start();
                StackBench bench = StackBench.on(stack, contracts)) {

            // When
            OracleRun.Result result = new OracleRun(bench, PLAN, step -> {}).run();

            // Then
            assertThat(result.report()).as(() -> result.report().orElse("")).isEmpty();
            assertThat(result.seeds()).isEqualTo(PLAN.seeds());
        }
    }
}
