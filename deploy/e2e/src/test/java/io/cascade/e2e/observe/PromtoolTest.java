/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus's own opinion of its files. Debian's package "prometheus" has the tool, and CI installs it. */
class PromtoolTest {

    @TempDir
    private Path temp;

    @BeforeEach
    void findIt() {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        assumeTrue(there, "promtool is not on the PATH");
    }

    @Test
    void theRulesAreRules() throws Exception {
        promtool("check", "rules", "--lint-fatal", "alerts.yaml");
    }

    @Test
    void theAlertsFireWhenTheyShouldAndNotBefore() throws Exception {
        promtool("test", "rules", "alerts-test.yaml");
    }

    @Test
    void theConfigurationOfComposeIsOne() throws Exception {
        promtool("check", "config", "prometheus.yaml");
    }

    private void promtool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Path out = temp.resolve("out");
        Process process = new ProcessBuilder(command)
                .directory(Observability.DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.destroy();
        }
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    }
}
