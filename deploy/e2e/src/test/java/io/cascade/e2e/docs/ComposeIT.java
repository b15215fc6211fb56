/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cascade.local.host.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The commands of deploy/compose/README.md, as a project of their own on free ports. */
@EnabledIfSystemProperty(
        named = "cascade.stack",
        matches = "containers",
        disabledReason = "needs Docker, so it runs with -Dcascade.stack=containers only")
class ComposeIT {

    private static final String COMPOSE = "docker compose -f deploy/compose/compose.yaml ";
    private static final List<String> PUBLISHED =
            List.of("PARENT_SERVICE", "CHILD_SERVICE", "POSTGRES", "KAFKA", "CONNECT");

    private final String project = "cascade-test-" + ProcessHandle.current().pid();

    @TempDir
    private Path directory;

    private record Run(int exitCode, String output) {}

    @BeforeEach
    void needDockerCompose() throws Exception {
        Run version = run("docker compose version && docker info");
        assumeThat(version.exitCode())
                .as("Docker with compose: " + version.output())
                .isZero();
    }

    @AfterEach
    void removeEverything() throws Exception {
        run(COMPOSE + "--profile demo down --volumes --timeout 5");
    }

    @Test
    void theCommandsOfTheReadmeEndInACascadeAndMayBeRunAgain() throws Exception {
        // Given
        String commands = Document.of("deploy/compose/README.md").block("compose");

        // When
        Run first = run(commands);

        // Then
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("has 3 children").contains("children left: 0");

        // When
        Run second = run(commands);

        // Then
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(second.output()).contains("children left: 0");
    }

    private Run run(String commands) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                .directory(Document.HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("COMPOSE_PROJECT_NAME", project);
        for (String part : PUBLISHED) {
            builder.environment().put(part + "_PORT", port(part));
        }
        Process process = builder.start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Run(process.waitFor(), Files.readString(output));
    }

    /** The same for every command, so that a second one finds the containers of the first unchanged. */
    private String port(String part) throws IOException {
        Path file = directory.resolve(part + ".port");
        if (!Files.exists(file)) {
            Files.writeString(file, Integer.toString(Ports.anyFreePort()));
        }
        return Files.readString(file);
    }
}
