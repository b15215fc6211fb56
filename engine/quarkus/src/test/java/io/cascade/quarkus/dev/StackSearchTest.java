/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackSearchTest {

    @TempDir
    private Path directory;

    private Path below;
    private Path file;

    @BeforeEach
    void makeFolders() throws IOException {
        below = Files.createDirectories(directory.resolve("shop/order-service"));
        file = Files.createDirectories(directory.resolve(".cascade")).resolve("stack.json");
    }

    @Test
    void findsTheStackAboveTheWorkingDirectoryThatGoesWithoutTheService() throws IOException {
        // Given
        describe(ProcessHandle.current().pid(), true);

        // When
        LocalStack stack = look("order-service", Optional.empty());

        // Then
        assertThat(stack)
                .isEqualTo(new LocalStack.Found(
                        file,
                        "order-service",
                        Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9", "QUARKUS_DATASOURCE_PASSWORD", "secret")));
        assertThat(stack.message()).contains("order-service", file.toString()).doesNotContain("secret");
        assertThat(stack).asString().doesNotContain("secret");
    }

    @Test
    void findsTheStackThatIsNamed() throws IOException {
        // Given
        describe(ProcessHandle.current().pid(), true);
        Path named = Files.move(file, directory.resolve("elsewhere.json"));

        // When // Then
        assertThat(look("order-service", Optional.of(named.toString()))).isInstanceOf(LocalStack.Found.class);
        assertThat(look("order-service", Optional.of(file.toString())).message())
                .contains("There is no " + file);
    }

    @Test
    void looksForNoneWhenToldSo() throws IOException {
        // Given
        describe(ProcessHandle.current().pid(), true);

        // When // Then
        assertThat(look("order-service", Optional.of("off"))).isEqualTo(new LocalStack.Unwanted());
    }

    @Test
    void saysWhatToDoWhereNoStackRuns() throws IOException {
        // When // Then
        assertThat(look("order-service", Optional.empty()).message())
                .contains("There is no .cascade/stack.json in " + below, "./cascade up --without order-service");
        describe(Long.MAX_VALUE, true);
        assertThat(look("order-service", Optional.empty()).message())
                .contains("left behind by process", "./cascade up --without order-service");
    }

    @Test
    void saysWhatToDoWhereTheStackRunsTheServiceItselfOrDoesNotKnowIt() throws IOException {
        // Given
        describe(ProcessHandle.current().pid(), false);

        // When // Then
        assertThat(look("order-service", Optional.empty()).message())
                .contains("runs order-service itself", "./cascade up --without order-service");
        assertThat(look("orders", Optional.empty()).message()).contains("name no orders, only order-service");
    }

    @Test
    void itsSettingsWinOverTheApplicationsAndLoseToTheDevelopers() {
        // Given
        LocalStack stack = new LocalStack.Found(
                file,
                "order-service",
                Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:of-stack",
                        "QUARKUS_HTTP_PORT", "1",
                        "CASCADE_CONTRACTS", "of-stack"));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withProfile("dev")
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(
                        Map.of("%dev.quarkus.datasource.jdbc.url", "jdbc:own", "cascade.contracts", "contracts"),
                        "application.properties",
                        250))
                .withSources(new StackConfigSource(stack))
                .withSources(new EnvConfigSource(Map.of("QUARKUS_HTTP_PORT", "2"), 300))
                .build();

        // When // Then
        assertThat(config.getValue("quarkus.datasource.jdbc.url", String.class)).isEqualTo("jdbc:of-stack");
        assertThat(config.getValue("cascade.contracts", String.class)).isEqualTo("of-stack");
        assertThat(config.getValue("quarkus.http.port", String.class)).isEqualTo("2");
    }

    private LocalStack look(String service, Optional<String> chosen) {
        return new StackSearch(below, service).look(chosen);
    }

    private void describe(long pid, boolean external) throws IOException {
        Files.writeString(
                file,
                """
                {"pid": %d, "services": {"order-service": {"external": %s, "environment":
                  {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9", "QUARKUS_DATASOURCE_PASSWORD": "secret"}}}}
                """
                        .formatted(pid, external));
    }
}
