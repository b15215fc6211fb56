/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.local.bench.scenario.Scenarios;
import io.cascade.local.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a command line is said before anything starts. */
class BenchCommandTest {

    @Test
    void theHelpNamesAllScenarios() {
        CommandRun help = bench("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains(Scenarios.names());
    }

    @Test
    void anUnknownScenarioIsToldTheKnownOnes() {
        CommandRun run = bench("--scenario", "bulk,blk");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("There is no scenario 'blk', only " + String.join(", ", Scenarios.names()) + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "--parents, 0",
        "--parents, 10000001",
        "--parents, many",
        "--children, 0",
        "--children, 1001",
        "--rounds, 0",
        "--singles, 0",
        "--steady, 0"
    })
    void aNumberThatIsNoneIsRefused(String option, String value) {
        CommandRun run = bench(option, value);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(option);
    }

    private static CommandRun bench(Object... arguments) {
        return CommandRun.of(new BenchCommand(), arguments);
    }
}
