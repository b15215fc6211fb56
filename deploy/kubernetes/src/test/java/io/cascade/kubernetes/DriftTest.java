/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.KafkaRights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What these files say a second time is what contracts, template and alerts say. */
class DriftTest {

    private static final String OPERATORS = "overlays/operators";

    @Test
    void theConfigMapHasAllContracts() throws Exception {
        // Given
        Map<String, String> contracts = new HashMap<>();
        files().forEach(file -> contracts.put(file.getFileName().toString(), read(file)));

        // When
        JsonNode data = Kustomize.render("base")
                .of("ConfigMap")
                .filter(map -> map.name().startsWith("cascade-contracts"))
                .findFirst()
                .orElseThrow()
                .json()
                .path("data");

        // Then
        assertThat(Manifest.texts(data)).isEqualTo(contracts);
    }

    @Test
    void theTopicsAreThoseOfTheContracts() throws Exception {
        // Given
        Manifests manifests = Kustomize.render(OPERATORS);
        Map<String, String> settings = settings(manifests);

        // When / Then
        assertThat(manifests
                        .of("KafkaTopic")
                        .map(topic -> topic.spec().path("topicName").asText()))
                .containsExactlyInAnyOrderElementsOf(new KafkaRights(contracts()).topics());
        assertThat(manifests.of("KafkaTopic")).allSatisfy(topic -> {
            assertThat(topic.spec().path("partitions").asText()).isEqualTo(settings.get("CASCADE_TOPICS_PARTITIONS"));
            assertThat(topic.spec().path("replicas").asText())
                    .isEqualTo(settings.get("CASCADE_TOPICS_REPLICATION_FACTOR"));
        });
    }

    @Test
    void eachServiceMayDoWhatItsEngineDoesAndNoMore() throws Exception {
        Manifests manifests = Kustomize.render(OPERATORS);
        KafkaRights rights = new KafkaRights(contracts());
        for (String service : contracts().services()) {
            assertThat(acls(manifests, service)).as(service).isEqualTo(texts(rights.ofService(service)));
        }
    }

    @Test
    void connectMayWriteEveryTopicThatAnOutboxNamesAndNoOther() throws Exception {
        assertThat(acls(Kustomize.render(OPERATORS), "cascade-connect"))
                .isEqualTo(texts(new KafkaRights(contracts()).ofConnect("cascade-connect")));
    }

    private static Set<String> texts(Set<KafkaRights.Right> rights) {
        return rights.stream().map(KafkaRights.Right::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theLagIsThatOfTheServicesGroupInEachOfItsTopics() throws Exception {
        JsonNode triggers = Kustomize.render(OPERATORS)
                .get("ScaledObject", "child-service")
                .spec()
                .path("triggers");

        assertThat(triggers.valueStream()
                        .map(trigger -> trigger.path("metadata").path("topic").asText()))
                .containsExactlyInAnyOrderElementsOf(new KafkaRights(contracts()).subscribed("child-service"));
        assertThat(triggers).allSatisfy(trigger -> assertThat(
                        trigger.path("metadata").path("consumerGroup").asText())
                .isEqualTo("cascade.child-service"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parent-service", "child-service"})
    void theConnectorIsTheTemplateFilled(String service) throws Exception {
        // Given
        String name = service.replace('-', '_');
        JsonNode template = new ObjectMapper()
                .readTree(Kustomize.HOME
                        .resolve("deploy/debezium/outbox-connector.json")
                        .toFile());
        String filled = template.toString()
                .replace("${CASCADE_SERVICE}", service)
                .replace("${CASCADE_SLOT}", "cascade_" + name)
                .replace("${DATABASE_HOSTNAME}", service + "-db-rw")
                .replace("${DATABASE_PORT}", "5432")
                .replace("${DATABASE_NAME}", name)
                .replace("${DATABASE_USER}", name + "_debezium")
                .replace("${DATABASE_PASSWORD}", "${directory:/mnt/" + service + "-debezium:password}");
        Map<String, String> expected = Manifest.texts(new ObjectMapper().readTree(filled));

        // When
        JsonNode spec =
                Kustomize.render(OPERATORS).get("KafkaConnector", service).spec();
        Map<String, String> config = Manifest.texts(spec.path("config"));
        config.put("connector.class", spec.path("class").asText());
        config.put("tasks.max", spec.path("tasksMax").asText());

        // Then
        assertThat(config).isEqualTo(expected);
    }

    @Test
    void theAlertsAreThoseOfObservability() throws Exception {
        JsonNode alerts = new YAMLMapper()
                .readTree(Kustomize.HOME
                        .resolve("deploy/observability/alerts.yaml")
                        .toFile());

        assertThat(Kustomize.render(OPERATORS)
                        .get("PrometheusRule", "cascade")
                        .spec()
                        .path("groups"))
                .as("copy the groups of deploy/observability/alerts.yaml into overlays/operators/alerts.yaml")
                .isEqualTo(alerts.path("groups"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/standalone", OPERATORS})
    void everySettingOfAServiceIsOneThatItKnows(String directory) throws Exception {
        // Given
        String documented = read(Kustomize.HOME.resolve("engine/quarkus/README.md"));
        Manifests manifests = Kustomize.render(directory);
        Set<String> names = new TreeSet<>(settings(manifests).keySet());
        manifests.pods().stream()
                .filter(pod -> "service".equals(pod.labels().get("cascade-role")))
                .flatMap(pod -> pod.allContainers().stream())
                .flatMap(container -> container.path("env").valueStream())
                .forEach(env -> names.add(env.path("name").asText()));

        // When
        Stream<String> unknown = names.stream().filter(name -> !isSetting(name, documented));

        // Then
        assertThat(names).contains("CASCADE_PEERS", "QUARKUS_DATASOURCE_PASSWORD");
        assertThat(unknown).isEmpty();
    }

    private static boolean isSetting(String name, String documented) {
        if (name.startsWith("KAFKA_")) {
            return ConsumerConfig.configNames()
                    .contains(name.substring("KAFKA_".length())
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '.'));
        }
        return documented.contains("`" + name + "`")
                || name.startsWith("QUARKUS_DATASOURCE_")
                        && documented.contains("`" + name.substring(name.lastIndexOf('_')) + "`");
    }

    private static Map<String, String> settings(Manifests manifests) {
        return Manifest.texts(manifests
                .of("ConfigMap")
                .filter(map -> map.name().startsWith("cascade-settings"))
                .findFirst()
                .orElseThrow()
                .json()
                .path("data"));
    }

    private static Set<String> acls(Manifests manifests, String user) {
        Set<String> rights = new TreeSet<>();
        manifests
                .get("KafkaUser", user)
                .spec()
                .path("authorization")
                .path("acls")
                .forEach(acl -> {
                    JsonNode resource = acl.path("resource");
                    String name = resource.path("name").asText()
                            + (resource.path("patternType").asText().equals("prefix") ? "*" : "");
                    acl.path("operations")
                            .forEach(operation ->
                                    rights.add(resource.path("type").asText() + " " + name + " " + operation.asText()));
                });
        return rights;
    }

    private static Contracts contracts() throws Exception {
        return Contracts.parse(files().stream()
                .map(file -> new ContractSource(file.toString(), read(file)))
                .toList());
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Kustomize.HOME.resolve("contracts/relationships"))) {
            return files.toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
