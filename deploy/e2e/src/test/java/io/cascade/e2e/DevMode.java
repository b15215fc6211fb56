/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A service that runs by {@code mvn quarkus:dev} on a copy of the sources, which a test may edit. */
record DevMode(Path home, Path module, Program program) implements AutoCloseable {

    private static final List<String> BUILT =
            List.of("contracts", "engine", "engine/quarkus", "deploy/oracle", "deploy/examples/order-service");

    /** The sources of all, as the root names all modules, and what has been compiled of those that are needed. */
    static void copyModules(Path from, Path to) throws IOException {
        DirectoryCopy.of(from, to);
        for (String module : BUILT) {
            for (String folder : List.of("target/classes", "target/maven-status")) {
                Path built = from.resolve(module).resolve(folder);
                if (Files.isDirectory(built)) {
                    DirectoryCopy.of(built, to.resolve(module).resolve(folder));
                }
            }
        }
    }

    static DevMode start(Path home, String module, Path log) throws IOException {
        Program program = Program.start(
                home,
                log,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                "bash",
                maven().toString(),
                "-B",
                "compile",
                "quarkus:dev",
                "-pl",
                module,
                "-am",
                "-Ddebug=false",
                "-Dmaven.test.skip",
                "-Dspotless.check.skip",
                "-Dquarkus.analytics.disabled=true");
        return new DevMode(home, home.resolve(module), program);
    }

    /** Changes a source file of the module. */
    void edit(String fileName, String before, String after) throws IOException {
        Path file;
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            file = files.filter(path -> path.endsWith(fileName)).findFirst().orElseThrow();
        }
        String source = Files.readString(file);
        assertThat(source).contains(before);
        Files.writeString(file, source.replace(before, after));
    }

    /** How many engines are in the memory of the service, after a garbage collection: one that has ended must not stay. */
    long engines() throws IOException, InterruptedException {
        ProcessHandle java = program.process()
                .descendants()
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(argument -> argument.endsWith("-dev.jar")))
                .findFirst()
                .orElseThrow();
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(java.pid()),
                        "GC.class_histogram")
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(histogram).isZero();
        return histogram
                .lines()
                .filter(line -> line.strip().endsWith(" io.cascade.engine.EngineRuntime"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[1]))
                .sum();
    }

    private static Path maven() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target/maven"))) {
            return files.findFirst().orElseThrow().resolve("bin/mvn").toAbsolutePath();
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
