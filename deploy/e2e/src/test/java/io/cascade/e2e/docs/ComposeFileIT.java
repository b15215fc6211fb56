/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be said of the compose file without Docker. */
class ComposeFileIT {

    private static final String FILE = "deploy/compose/compose.yaml";

    private final JsonNode services;

    ComposeFileIT() throws IOException {
        services = new ObjectMapper(new YAMLFactory())
                .readTree(Files.readString(Document.HOME.resolve(FILE)))
                .path("services");
    }

    @Test
    void itsImagesAreTheVersionsThatTheBuildTests() throws IOException {
        // Given
        String pom = Files.readString(Document.HOME.resolve("pom.xml"));

        // Then
        assertThat(image("kafka")).isEqualTo("apache/kafka:" + property(pom, "kafka.version"));
        assertThat(property(pom, "postgresql.binaries.version")).startsWith(version("postgres") + ".");
        assertThat(property(pom, "debezium.version")).startsWith(version("connect") + ".");
        assertThat(property(pom, "project.version", "<version>([^<]+?)(?:-SNAPSHOT)?</version>"))
                .isEqualTo(version("parent-service").replaceAll(".*:-|}", ""));
        services.forEach(service -> assertThat(service.path("image").asText()).matches(".+:[^:]*\\d.*"));
    }

    @Test
    void theImagesOfTheServicesAreMadeAlike() throws IOException {
        assertThat(recipe("child-service")).isEqualTo(recipe("parent-service")).contains("USER 10001");
    }

    private static String recipe(String service) throws IOException {
        return Files.readString(Document.HOME.resolve(service).resolve("Dockerfile"))
                .replace(service, "SERVICE")
                .replaceFirst("image.description=\"[^\"]*\"", "");
    }

    @Test
    void nothingIsPublishedBeyondThisMachine() {
        // When
        List<String> ports = new ArrayList<>();
        services.forEach(service -> service.path("ports").forEach(port -> ports.add(port.asText())));

        // Then
        assertThat(ports).hasSizeGreaterThan(5).allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void itHoldsNoPassword() {
        // When
        List<String> secret = new ArrayList<>();
        services.forEach(service -> service.path("environment").fieldNames().forEachRemaining(name -> {
            if (name.matches(".*(PASSWORD|SECRET|TOKEN|KEY).*")) {
                secret.add(name);
            }
        }));

        // Then
        assertThat(secret).containsExactly("POSTGRES_PASSWORD_FILE");
    }

    private String image(String service) {
        return services.path(service).path("image").asText();
    }

    private String version(String service) {
        return image(service).replaceFirst("^[^:]*:", "");
    }

    private static String property(String pom, String name) {
        return property(pom, name, "<" + Pattern.quote(name) + ">([^<]+)</");
    }

    private static String property(String pom, String name, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(pom);
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }
}
