/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.local.bench.scenario.BenchPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchEnvironmentTest {

    @TempDir
    private Path directory;

    @Test
    void whereThereIsNoRepositoryTheCommitIsUnknown() {
        assertThat(BenchEnvironment.commit(directory)).isEqualTo("unknown");
    }

    @Test
    void uncommittedChangesAreTold() throws IOException, InterruptedException {
        git("init", "-q");
        Files.writeString(directory.resolve("file"), "first");
        git("add", "file");
        git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-m", "first");
        assertThat(BenchEnvironment.commit(directory)).matches("[0-9a-f]{4,}");
        Files.writeString(directory.resolve("file"), "second");
        assertThat(BenchEnvironment.commit(directory)).matches("[0-9a-f]{4,}\\+changes");
    }

    @Test
    void theMachineIsReadFromTheKernelWhereItTells() throws IOException {
        Path cpuinfo = Files.writeString(
                directory.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Some CPU @ 3.00GHz\nflags\t: fpu\n");
        Path meminfo = Files.writeString(directory.resolve("meminfo"), "MemTotal:       16318480 kB\nMemFree: 1 kB\n");
        assertThat(BenchEnvironment.processors(cpuinfo)).matches("\\d+ × Some CPU @ 3.00GHz");
        assertThat(BenchEnvironment.memory(meminfo)).isEqualTo("16 GiB");
        assertThat(BenchEnvironment.processors(directory.resolve("none"))).endsWith("unknown");
        assertThat(BenchEnvironment.memory(directory.resolve("none"))).isEqualTo("unknown");
    }

    @Test
    void theSizesAreThoseOfThePlan() {
        assertThat(BenchEnvironment.sizes(new BenchPlan(10, 2, 3, 4, Duration.ofSeconds(5))))
                .isEqualTo("10 parents, 2 children each, 3 rounds, 4 singles, 5 s of steady load");
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
