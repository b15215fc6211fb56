/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.local.chaos.FaultCatalog;
import io.cascade.local.testing.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a command line is said before anything starts. */
class ChaosCommandTest {

    @Test
    void theListNamesAllFaults() {
        CommandRun run = chaos("--list");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(FaultCatalog.entries().stream()
                        .map(FaultCatalog.Entry::name)
                        .toList());
    }

    @Test
    void anUnknownFaultIsRefused() {
        CommandRun run = chaos("--fault", "kill-broker,kill-brocker");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("There is no fault 'kill-brocker'; --list lists them.");
    }

    @ParameterizedTest
    @CsvSource({"--minutes, 0", "--rounds, 0", "--patience, 0", "--seed, none"})
    void aNumberThatIsNoneIsRefused(String option, String value) {
        CommandRun run = chaos(option, value);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(option);
    }

    @Test
    void dataThatIsThereAlreadyIsLeftAlone(@TempDir Path data) throws IOException {
        Path file = Files.writeString(data.resolve("mine"), "mine");
        CommandRun run = chaos("--data", data);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("is not empty");
        assertThat(file).hasContent("mine");
    }

    private static CommandRun chaos(Object... arguments) {
        return CommandRun.of(new ChaosCommand(), arguments);
    }
}
