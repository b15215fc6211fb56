/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@link CheckersTest}, for what operators read. */
class OperatorsCheckersTest {

    private static final String DELIMITER = "|";

    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Strimzi's classes need Java 21")
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = DELIMITER,
            textBlock =
                    """
            Kafka/cascade | /spec/kafka/replicas | 3 | replicas
            Kafka/cascade | /spec/kafka/listeners/0/authentication/tlsTrustedCertificates | [] | tlsTrustedCertificates
            KafkaNodePool/brokers | /spec/role | ["broker"] | role
            KafkaNodePool/brokers | /spec/storage/volumes/0/clas | "fast" | clas
            KafkaTopic/cascade.parent-service.acks | /spec/partition | 4 | partition
            KafkaUser/child-service | /spec/authorization/acls/0/operation | "Read" | operation
            KafkaConnect/cascade-connect | /spec/externalConfiguration | {} | externalConfiguration
            KafkaConnect/cascade-connect | /spec/template/connectContainer/volumeMount | [] | volumeMount
            KafkaConnector/child-service | /spec/pause | true | pause
            """)
    void unknownFieldsOfStrimziAreFound(String object, String pointer, String value, String problem) {
        assertThat(StrictTypes.problemsOfStrimzi(broken(object, pointer, value)))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = DELIMITER,
            textBlock =
                    """
            Cluster/child-service-db | /spec/instance | 3 | instance
            Cluster/child-service-db | /spec/replicationSlots/highAvailability/synchronizeLogical | true | synchronizeLogical
            Cluster/child-service-db | /spec/managed/roles/0/replicate | true | replicate
            ScaledObject/child-service | /spec/minReplicaCount | 0 | minReplicaCount
            ScaledObject/child-service | /spec/triggers/0/metadata/group | "x" | group
            TriggerAuthentication/child-service-kafka | /spec/secretTargetRef/0/parameter | "tlsCa" | parameter
            PodMonitor/connect | /spec/endpoints | [] | endpoints
            ServiceMonitor/services | /spec/endpoints/0/portName | "x" | portName
            PrometheusRule/cascade | /spec/groups/0/rules/0/expr | - | expr
            """)
    void unknownFieldsOfOtherOperatorsAreFound(String object, String pointer, String value, String problem) {
        assertThat(StrictTypes.problems(broken(object, pointer, value)))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found).startsWith(object).contains(problem));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = DELIMITER,
            textBlock =
                    """
            KafkaUser/child-service | /metadata/labels/strimzi.io~1cluster | "other" | there is no Kafka/other
            KafkaConnector/child-service | /metadata/labels/strimzi.io~1cluster | "cascade" | there is no KafkaConnect/cascade
            ScaledObject/child-service | /spec/scaleTargetRef/name | "other" | there is no Deployment/other
            ScaledObject/child-service | /spec/scaleTargetRef/name | "parent-service" | somebody else scales parent-service too
            ScaledObject/child-service | /spec/triggers/0/authenticationRef/name | "other" | TriggerAuthentication/other
            TriggerAuthentication/child-service-kafka | /spec/secretTargetRef/1/key | "tls.crt" | with the key tls.crt
            PodMonitor/connect | /spec/selector/matchLabels | {"app": "x"} | selects no pod
            PodMonitor/connect | /spec/podMetricsEndpoints/0/port | "http" | has the port http
            ServiceMonitor/services | /spec/endpoints/0/port | "web" | has the port web
            ServiceMonitor/services | /spec/endpoints/0/honorLabels | - | replaces the label service
            KafkaConnect/cascade-connect | /spec/tls/trustedCertificates/0/secretName | "other-ca" | Secret/other-ca
            KafkaConnect/cascade-connect | /spec/authentication/certificateAndKey/key | "tls.key" | with the key tls.key
            KafkaConnect/cascade-connect | /spec/metricsConfig/valueFrom/configMapKeyRef/key | "x" | with the key x
            KafkaConnect/cascade-connect | /spec/template/pod/volumes/0/secret/secretName | "other" | Secret/other
            Cluster/child-service-db | /spec/managed/roles/0/passwordSecret/name | "other" | Secret/other
            Cluster/child-service-db | /spec/bootstrap/initdb/secret/name | "other" | Secret/other
            Deployment/child-service | /spec/template/spec/volumes/0/secret/items/0/key | "x" | with the key x
            """)
    void referencesThatLeadNowhereAreFound(String object, String pointer, String value, String problem) {
        assertThat(References.problems(broken(object, pointer, value), Set.of()))
                .anySatisfy(found -> assertThat(found).contains(problem));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = DELIMITER,
            textBlock =
                    """
            KafkaNodePool/brokers | /spec/template/kafkaContainer | - | refuses its kafkaContainer
            KafkaNodePool/controllers | /spec/template/kafkaContainer/securityContext/seccompProfile | - | refuses its kafkaContainer
            Kafka/cascade | /spec/entityOperator/template/topicOperatorContainer/securityContext/runAsNonRoot | - | topicOperatorContainer
            Kafka/cascade | /spec/entityOperator/template/userOperatorContainer/securityContext/capabilities | {} | userOperatorContainer
            KafkaConnect/cascade-connect | /spec/template/connectContainer/securityContext/allowPrivilegeEscalation | - | connectContainer
            """)
    void containersThatTheNamespaceRefusesAreFound(String object, String pointer, String value, String problem) {
        assertThat(PodRules.problems(broken(object, pointer, value)))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = DELIMITER,
            textBlock =
                    """
            Deployment/child-service | /spec/template/spec/containers/0/env/0/value | "jdbc:postgresql://db:5432/x" | db:5432
            KafkaConnect/cascade-connect | /spec/bootstrapServers | "cascade-kafka-bootstrap:9092" | cascade-kafka-bootstrap:9092
            KafkaConnector/child-service | /spec/config/database.hostname | "child-service-db" | child-service-db:5432
            ScaledObject/child-service | /spec/triggers/0/metadata/bootstrapServers | "kafka.cascade.svc:9093" | kafka:9093
            Service/child-service | /metadata/name | "children" | child-service:8080
            """)
    void addressesOfNobodyAreFound(String object, String pointer, String value, String problem) {
        assertThat(Addresses.problems(broken(object, pointer, value)))
                .anySatisfy(found -> assertThat(found).contains(problem));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = DELIMITER,
            textBlock =
                    """
            NetworkPolicy/services | /spec/egress/2/ports/0/port | 9092 | no pod has the port 9092
            NetworkPolicy/operated | /spec/podSelector/matchExpressions/0/values | ["broker"] | there is no pod with
            """)
    void policiesForNobodyAreFound(String object, String pointer, String value, String problem) {
        assertThat(NetworkRules.problems(broken(object, pointer, value)))
                .anySatisfy(found -> assertThat(found).contains(problem));
    }

    private static Manifests broken(String object, String pointer, String value) {
        Manifests manifests = Kustomize.render("overlays/operators");
        Breakage.at(manifests, object, pointer, value);
        return manifests;
    }
}
