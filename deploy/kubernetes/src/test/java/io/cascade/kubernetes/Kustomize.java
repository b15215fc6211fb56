/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Renders from a copy of the project, in which passwords may lie about. */
final class Kustomize {

    static final Path HOME = Path.of("../..");
    private static final List<String> NEEDED =
            List.of("contracts", "deploy/debezium", "deploy/observability", "deploy/kubernetes");
    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    private Kustomize() {}

    /** Skips the test where there is neither kubectl nor kustomize. */
    static Manifests render(String directory) {
        Optional<List<String>> tool = tool();
        Assumptions.assumeTrue(
                tool.isPresent(), "neither kubectl nor kustomize is on the PATH, so nothing can be rendered");
        return RENDERED.computeIfAbsent(directory, name -> render(tool.orElseThrow(), name))
                .copy();
    }

    private static Manifests render(List<String> tool, String directory) {
        try {
            Path copy = Files.createTempDirectory("cascade-kubernetes");
            try {
                copy(copy);
                Path overlay = copy.resolve("deploy/kubernetes").resolve(directory);
                if (directory.startsWith("overlays")) {
                    run(List.of(copy.resolve("deploy/kubernetes/make-secrets").toString(), overlay.toString()));
                }
                return Manifests.parse(run(Stream.concat(tool.stream(), Stream.of(overlay.toString()))
                        .toList()));
            } finally {
                delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<List<String>> tool() {
        return Stream.of(List.of("kubectl", "kustomize"), List.of("kustomize", "build"))
                .filter(command -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command.get(0)))))
                .findFirst();
    }

    private static void copy(Path target) throws IOException {
        for (String folder : NEEDED) {
            try (Stream<Path> files = Files.walk(HOME.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String relative = HOME.relativize(file).toString();
                    if (!relative.matches(".*/(target|src)/.*|.*\\.env")) {
                        Files.createDirectories(target.resolve(relative).getParent());
                        Files.copy(file, target.resolve(relative));
                    }
                }
            }
        }
    }

    private static String run(List<String> command) throws IOException {
        Path out = Files.createTempFile("kustomize", ".out");
        Path err = Files.createTempFile("kustomize", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " failed: " + Files.readString(err));
            }
            return Files.readString(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
