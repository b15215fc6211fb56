/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the workflows on a machine where they do not run. */
class WorkflowsIT {

    private static final Path FOLDER = Document.HOME.resolve(".github");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern FILE = Pattern.compile("(?:^|(?<=-f ))(\\.?[\\w-]+(?:/[\\w.-]+)+)");
    private static final Pattern PROFILE = Pattern.compile("-P([\\w-]+)");
    private static final Pattern MODULES = Pattern.compile("-pl (\\S+)");
    private static final Pattern PROPERTY = Pattern.compile("-D(cascade[\\w.]+)");

    static Stream<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("workflows"))) {
            return files.toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void aWorkflowMayOnlyReadAndUsesActionsThatNobodyCanExchange(Path workflow) throws IOException {
        // When
        JsonNode read = YAML.readTree(Files.readString(workflow));

        // Then
        assertThat(read.path("permissions")).hasToString("{\"contents\":\"read\"}");
        assertThat(read.path("jobs")).isNotEmpty().allSatisfy(job -> {
            assertThat(job.has("permissions")).isFalse();
            assertThat(job.path("timeout-minutes").asInt()).isPositive();
        });
        assertThat(read.findValuesAsText("uses")).isNotEmpty().allMatch(used -> used.matches("[\\w/-]+@[0-9a-f]{40}"));
        read.findValuesAsText("config-file")
                .forEach(file -> assertThat(Document.HOME.resolve(file)).isRegularFile());
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void whatItsCommandsNameIsThere(Path workflow) throws IOException {
        // Given
        String pom = Files.readString(Document.HOME.resolve("pom.xml"));

        // Then
        for (String command : YAML.readTree(Files.readString(workflow)).findValuesAsText("run")) {
            assertThat(command).matches("(?s)(mvn -B|docker build|\\.ci/).*");
            found(FILE, command)
                    .forEach(file -> assertThat(Document.HOME.resolve(file)).isRegularFile());
            found(PROFILE, command).forEach(profile -> assertThat(pom).contains("<id>" + profile + "</id>"));
            found(PROPERTY, command).forEach(property -> assertThat(pom).contains("<" + property + ">"));
            found(MODULES, command).forEach(modules -> assertThat(pom)
                    .contains(List.of(modules.split(",")).stream()
                            .map(module -> "<module>" + module + "</module>")
                            .toList()));
        }
    }

    @Test
    void theBuildRunsOnTheOldestJavaThatThePomAllows() throws IOException {
        // Given
        String pom = Files.readString(Document.HOME.resolve("pom.xml"));
        JsonNode jobs =
                YAML.readTree(FOLDER.resolve("workflows/build.yml").toFile()).path("jobs");

        // When
        JsonNode versions = jobs.path("tests").path("strategy").path("matrix").path("java");

        // Then
        assertThat(pom)
                .contains("<maven.compiler.release>" + versions.path(0).asText() + "<")
                .contains("<version>[" + versions.path(0).asText() + ",)</version>");
        assertThat(Files.readString(Document.HOME.resolve("child-service/Dockerfile")))
                .contains("temurin:" + versions.path(1).asText() + "-");
        assertThat(jobs.findValuesAsText("run"))
                .contains(Document.of("README.md").block("tests").strip());
    }

    @Test
    void whatDependabotLooksAtAndHoldsBackIsThere() throws IOException {
        // Given
        String pom = Files.readString(Document.HOME.resolve("pom.xml"));

        // When
        JsonNode updates =
                YAML.readTree(FOLDER.resolve("dependabot.yml").toFile()).path("updates");

        // Then
        updates.findValues("directories")
                .forEach(directories -> assertThat(directories).allSatisfy(directory -> assertThat(
                                Document.HOME.resolve(directory.asText().substring(1) + "/Dockerfile"))
                        .isRegularFile()));
        assertThat(updates.findValuesAsText("dependency-name"))
                .hasSizeGreaterThan(4)
                .allSatisfy(name -> assertThat(pom)
                        .containsPattern(
                                Pattern.quote(name.split(":")[0].replaceAll("\\*|palantir\\.javaformat", ""))));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }
}
