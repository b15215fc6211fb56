/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code cascade} in a project of which nothing is built, with a Maven that builds as soon as it may. */
class ScriptTest {

    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "cksum",
            "cut",
            "dirname",
            "env",
            "find",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "tail",
            "touch");
    private static final List<String> JARS = List.of(
            "deploy/local/target/cascade-local-cli.jar",
            "parent-service/target/quarkus-app/quarkus-run.jar",
            "child-service/target/quarkus-app/quarkus-run.jar");

    private final List<Process> started = new ArrayList<>();
    private final List<Path> links = new ArrayList<>();

    @TempDir
    Path home;

    @BeforeEach
    void project() throws IOException {
        Files.copy(Path.of("../../cascade"), home.resolve("cascade"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String directory : List.of(
                "contracts", "engine", "parent-service", "child-service", "deploy/oracle", "deploy/local", "bin")) {
            Files.createDirectories(home.resolve(directory));
        }
        Files.createFile(home.resolve("pom.xml"));
        StringBuilder maven = new StringBuilder("#!/usr/bin/env bash\necho build >>builds\n")
                .append("until [[ -e may-build ]]; do sleep 0.05; done\n");
        JARS.forEach(jar -> maven.append("mkdir -p $(dirname ")
                .append(jar)
                .append(")\ntouch ")
                .append(jar)
                .append('\n'));
        Files.writeString(home.resolve("bin/mvn"), maven);
        assertThat(home.resolve("bin/mvn").toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void end() throws IOException {
        for (Path link : links) {
            Files.delete(link);
        }
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoCommandsAtOnceOneBuildsAndTheOtherWaits(boolean flock) throws Exception {
        // Given
        Process first = start("first", flock);
        await().until(() -> Files.exists(home.resolve("builds")));

        // When
        Process second = start("second", flock);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> output("second").contains("waiting for another command that builds"));
        Files.createFile(home.resolve("may-build"));

        // Then
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(home.resolve("builds")).hasContent("build");
        assertThat(output("first"))
                .contains("is missing. The first time takes some minutes")
                .doesNotContain("waiting");
        assertThat(output("second")).doesNotContain("The first time");
    }

    @Test
    void whoWaitsForABuildThatWasKilledIsToldWhatToRemove() throws Exception {
        // Given
        Path lock = Files.createDirectories(home.toRealPath().resolve(".cascade/build.lock.d"));
        Files.createFile(home.resolve("may-build"));
        Process command = start("only", false);
        await().atMost(Duration.ofSeconds(30)).until(() -> output("only").contains("if there is none, remove " + lock));
        assertThat(home.resolve("builds")).doesNotExist();

        // When
        Files.delete(lock);

        // Then
        assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(home.resolve("builds")).hasContent("build");
        assertThat(lock).doesNotExist();
    }

    /** In the end it fails, as no jar is one; but that is Java's to say. */
    private Process start(String name, boolean flock) throws IOException {
        Path tools = Files.createDirectories(home.resolve("tools-" + name));
        List<String> needed = new ArrayList<>(TOOLS);
        if (flock) {
            needed.add("flock");
        }
        for (String tool : needed) {
            links.add(Files.createSymbolicLink(tools.resolve(tool), where(tool)));
        }
        ProcessBuilder builder = new ProcessBuilder(home.resolve("cascade").toString(), "--version")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".out").toFile());
        builder.environment().put("PATH", home.resolve("bin") + ":" + tools);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static Path where(String tool) {
        return List.of("/usr/bin", "/bin", "/usr/local/bin").stream()
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + tool));
    }

    private String output(String name) throws IOException {
        Path file = home.resolve(name + ".out");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
