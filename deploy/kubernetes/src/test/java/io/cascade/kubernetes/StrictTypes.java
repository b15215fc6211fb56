/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A field that the API does not know is a mistake: Kubernetes drops some of them without a word. */
final class StrictTypes {

    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Secret", Secret.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class),
            Map.entry("batch/v1/Job", Job.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class));

    /** By name, because these classes cannot even be looked at by a Java that is older than they are. */
    private static final Map<String, String> STRIMZI = Map.of(
            "kafka.strimzi.io/v1/Kafka", "kafka.Kafka",
            "kafka.strimzi.io/v1/KafkaNodePool", "nodepool.KafkaNodePool",
            "kafka.strimzi.io/v1/KafkaTopic", "topic.KafkaTopic",
            "kafka.strimzi.io/v1/KafkaUser", "user.KafkaUser",
            "kafka.strimzi.io/v1/KafkaConnect", "connect.KafkaConnect",
            "kafka.strimzi.io/v1/KafkaConnector", "connector.KafkaConnector");

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new NoOtherProperties());

    private StrictTypes() {}

    /** All but Strimzi's. */
    static List<String> problems(Manifests manifests) {
        return manifests.all().stream()
                .filter(manifest -> !STRIMZI.containsKey(type(manifest)))
                .flatMap(StrictTypes::problems)
                .toList();
    }

    /** Needs Java 21, as Strimzi's classes do. */
    static List<String> problemsOfStrimzi(Manifests manifests) {
        return manifests.all().stream()
                .filter(manifest -> STRIMZI.containsKey(type(manifest)))
                .flatMap(manifest -> byModel(manifest, strimzi(STRIMZI.get(type(manifest)))))
                .toList();
    }

    private static Stream<String> problems(Manifest manifest) {
        Class<?> known = TYPES.get(type(manifest));
        return known == null ? bySchema(manifest, type(manifest)) : byModel(manifest, known);
    }

    private static String type(Manifest manifest) {
        return manifest.apiVersion() + "/" + manifest.kind();
    }

    private static Class<?> strimzi(String name) {
        try {
            return Class.forName("io.strimzi.api.kafka.model." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> byModel(Manifest manifest, Class<?> type) {
        try {
            MAPPER.treeToValue(manifest.json(), type);
            return Stream.of();
        } catch (JsonProcessingException e) {
            return Stream.of(manifest + ": " + e.getOriginalMessage());
        }
    }

    /** For types that no library here has: schemas of the fields that we use. */
    private static Stream<String> bySchema(Manifest manifest, String type) {
        String file = "/schemas/" + type.replace('/', '_') + ".json";
        try (@Nullable InputStream schema = StrictTypes.class.getResourceAsStream(file)) {
            if (schema == null) {
                return Stream.of(manifest + ": nothing here knows the type " + type);
            }
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8))
                    .validate(manifest.json().toString(), InputFormat.JSON)
                    .stream()
                    .map(error -> manifest + ": " + error)
                    .collect(Collectors.toList())
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The models keep whatever they do not know, and some are told to ignore it. */
    private static final class NoOtherProperties extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
            return super.findPropertyIgnoralByName(config, annotated).withoutIgnoreUnknown();
        }
    }
}
