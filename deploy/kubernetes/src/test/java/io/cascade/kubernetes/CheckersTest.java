/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule finds what breaks it. A pointer that ends with nothing but {@code -} takes the field away. */
class CheckersTest {

    private static final String DELIMITER = "|";

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = DELIMITER,
            textBlock =
                    """
            Deployment/child-service | /spec/replicaz | 2 | replicaz
            Deployment/child-service | /spec/template/spec/containers/0/lifecycle/preStop/wait | 2 | wait
            Deployment/child-service | /spec/template/spec/containers/0/resources/limit | {} | limit
            Service/kafka | /spec/ports/0/tragetPort | 1 | tragetPort
            Secret/postgres | /metadata/anotations | {} | anotations
            NetworkPolicy/dns | /spec/egress/0/too | [] | too
            Job/register-child-service | /spec/template/spec/restartPolicies | "Never" | restartPolicies
            StatefulSet/kafka | /kind | "StatefulSets" | nothing here knows the type apps/v1/StatefulSets
            """)
    void unknownFieldsAreFound(String object, String pointer, String value, String problem) {
        assertThat(StrictTypes.problems(broken(object, pointer, value)))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = DELIMITER,
            textBlock =
                    """
            Service/child-service | /spec/selector/app.kubernetes.io~1name | "other" | selects no pod
            Service/postgres | /spec/ports/0/targetPort | "sql" | no container has the port sql
            Deployment/connect | /spec/selector/matchLabels/app.kubernetes.io~1name | "other" | does not match its own pods
            StatefulSet/kafka | /spec/serviceName | "broker" | there is no service broker
            PodDisruptionBudget/child-service | /spec/selector/matchLabels | {"app": "x"} | selects no pod
            HorizontalPodAutoscaler/child-service | /spec/scaleTargetRef/name | "other" | there is no Deployment/other to scale
            HorizontalPodAutoscaler/child-service | /spec/scaleTargetRef/name | "parent-service" | somebody else scales parent-service too
            Deployment/child-service | /spec/replicas | 1 | sets replicas itself
            Deployment/child-service | /spec/template/spec/serviceAccountName | "other" | there is no service account other
            Deployment/child-service | /spec/template/spec/topologySpreadConstraints/0/labelSelector/matchLabels/x | "y" | spreads other pods
            Deployment/child-service | /spec/template/spec/containers/0/volumeMounts/0/name | "other" | there is no volume other
            Deployment/child-service | /spec/template/spec/containers/0/readinessProbe/httpGet/port | "web" | a probe asks the port web
            Deployment/child-service | /spec/template/spec/containers/0/env/1/valueFrom/secretKeyRef/key | "login" | with the key login
            Deployment/child-service | /spec/template/spec/initContainers/0/env/2/valueFrom/secretKeyRef/name | "other" | Secret/other
            Deployment/child-service | /spec/template/spec/containers/0/envFrom/0/configMapRef/name | "other" | ConfigMap/other
            Deployment/child-service | /spec/template/spec/volumes/0/configMap/name | "other" | ConfigMap/other
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
            Deployment/child-service | /spec/template/spec/securityContext/runAsNonRoot | false | may run as root
            Deployment/child-service | /spec/template/spec/securityContext/runAsUser | 0 | does not say as whom it runs
            Deployment/child-service | /spec/template/spec/securityContext/runAsUser | 1000 | is not the image's user
            StatefulSet/kafka | /spec/template/spec/securityContext/seccompProfile/type | "Unconfined" | has no seccomp profile
            StatefulSet/kafka | /spec/template/spec/automountServiceAccountToken | - | mounts a token
            StatefulSet/kafka | /spec/template/spec/enableServiceLinks | - | service links
            ServiceAccount/kafka | /automountServiceAccountToken | - | hands out its token
            StatefulSet/postgres | /spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation | - | may escalate
            StatefulSet/postgres | /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem | false | may write to its root
            StatefulSet/postgres | /spec/template/spec/containers/0/securityContext/capabilities | {} | keeps capabilities
            StatefulSet/postgres | /spec/template/spec/containers/0/resources/limits | - | has no limit of memory
            Job/register-child-service | /spec/template/spec/containers/0/resources/requests/cpu | - | requests no CPU
            Job/register-child-service | /spec/template/spec/containers/0/resources/requests/memory | - | requests no memory
            StatefulSet/postgres | /spec/template/spec/containers/0/image | "postgres" | has no version
            StatefulSet/postgres | /spec/template/spec/containers/0/image | "postgres:latest" | has no version
            Deployment/child-service | /spec/template/spec/initContainers/0/image | "cascade/child-service" | has no version
            StatefulSet/postgres | /spec/template/spec/containers/0/livenessProbe | - | has no livenessProbe
            Deployment/child-service | /spec/template/spec/terminationGracePeriodSeconds | 30 | is killed before it has ended
            Deployment/child-service | /spec/template/spec/containers/0/lifecycle | - | ends while requests are still sent
            Deployment/child-service | /spec/strategy/rollingUpdate/maxUnavailable | 1 | an update takes instances away
            Deployment/child-service | /spec/template/spec/topologySpreadConstraints | - | may be on the same node
            PodDisruptionBudget/child-service | /spec/selector/matchLabels/app.kubernetes.io~1name | "x" | a drain may take all
            StatefulSet/kafka | /spec/template/spec/containers/0/env/8/value | "/var/lib/kafka/data" | is not a directory below a volume
            StatefulSet/kafka | /spec/template/spec/containers/0/volumeMounts/0/name | "tmp" | is not a directory below a volume
            StatefulSet/postgres | /spec/template/spec/containers/0/volumeMounts/0/mountPath | "/var/lib/postgresql/18/docker" | below a volume
            """)
    void podsThatBreakARuleAreFound(String object, String pointer, String value, String problem) {
        assertThat(PodRules.problems(broken(object, pointer, value)))
                .anySatisfy(found -> assertThat(found).contains(problem));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = DELIMITER,
            textBlock =
                    """
            NetworkPolicy/default-deny | /spec/ingress | [{}] | denies what the others do not allow
            NetworkPolicy/default-deny | /spec/podSelector | {"matchLabels": {"cascade-role": "kafka"}} | denies what the others do not
            NetworkPolicy/kafka | /spec/podSelector/matchLabels/cascade-role | "broker" | there is no pod with
            NetworkPolicy/kafka | /spec/ingress/0/from/0/podSelector/matchLabels/cascade-role | "x" | there is no pod with
            NetworkPolicy/kafka | /spec/ingress/0/ports/0/port | "tls" | no pod has the port tls
            NetworkPolicy/services | /spec/egress/1/ports/0/port | 5433 | no pod has the port 5433
            """)
    void policiesForNobodyAreFound(String object, String pointer, String value, String problem) {
        assertThat(NetworkRules.problems(broken(object, pointer, value)))
                .anySatisfy(found -> assertThat(found).contains(problem));
    }

    private static Manifests broken(String object, String pointer, String value) {
        Manifests manifests = Kustomize.render("overlays/standalone");
        Breakage.at(manifests, object, pointer, value);
        return manifests;
    }
}
