/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parts of an installation need of each other, and nobody else may have. */
class FlowsTest {

    @ParameterizedTest(name = "{0}: {1} to {2} at {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            standalone | service    | kafka      | 9092
            standalone | service    | postgresql | 5432
            standalone | service    | service    | 8080
            standalone | connect    | kafka      | 9092
            standalone | connect    | postgresql | 5432
            standalone | connect    | connect    | 8083
            standalone | register   | connect    | 8083
            standalone | register   | service    | 8080
            standalone | kafka      | kafka      | 9092
            standalone | monitoring | service    | 8080
            standalone | ingress    | service    | 8080
            standalone | service    | issuer     | 443
            standalone | service    | issuer     | 8443
            standalone | service    | dns        | 53
            standalone | service    | dns        | 53/UDP
            standalone | connect    | dns        | 53/UDP
            standalone | register   | dns        | 53/UDP
            standalone | kafka      | dns        | 53/UDP
            operators  | service    | kafka      | 9093
            operators  | service    | postgresql | 5432
            operators  | service    | service    | 8080
            operators  | connect    | kafka      | 9093
            operators  | connect    | postgresql | 5432
            operators  | connect    | connect    | 8083
            operators  | kafka      | kafka      | 9090
            operators  | kafka      | kafka      | 9091
            operators  | postgresql | postgresql | 5432
            operators  | monitoring | service    | 8080
            operators  | monitoring | connect    | 9404
            operators  | monitoring | kafka      | 9404
            operators  | monitoring | postgresql | 9187
            operators  | ingress    | service    | 8080
            operators  | operators  | connect    | 8083
            operators  | operators  | kafka      | 9093
            operators  | operators  | postgresql | 8000
            operators  | service    | issuer     | 443
            operators  | service    | dns        | 53
            operators  | service    | dns        | 53/UDP
            operators  | connect    | dns        | 53/UDP
            operators  | kafka      | dns        | 53/UDP
            operators  | postgresql | dns        | 53/UDP
            """)
    void whoeverNeedsAnotherReachesIt(String overlay, String from, String to, String port) {
        assertThat(flows(overlay).allowed(from, to, port)).isNotEmpty().containsOnly(true);
    }

    @ParameterizedTest(name = "{0}: {1} to {2} at {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            standalone | stranger | service    | 8080
            standalone | stranger | kafka      | 9092
            standalone | stranger | postgresql | 5432
            standalone | stranger | connect    | 8083
            standalone | register | postgresql | 5432
            standalone | service  | connect    | 8083
            standalone | connect  | service    | 8080
            standalone | service  | stranger   | 443
            standalone | issuer   | service    | 8080
            standalone | connect  | issuer     | 443
            operators  | stranger | service    | 8080
            operators  | stranger | kafka      | 9093
            operators  | stranger | postgresql | 5432
            operators  | stranger | connect    | 8083
            operators  | ingress  | postgresql | 5432
            operators  | service  | connect    | 8083
            operators  | service  | kafka      | 9091
            operators  | connect  | service    | 8080
            operators  | service  | stranger   | 443
            operators  | issuer   | service    | 8080
            """)
    void nobodyElseReachesIt(String overlay, String from, String to, String port) {
        assertThat(flows(overlay).allowed(from, to, port)).isNotEmpty().containsOnly(false);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            standalone | NetworkPolicy/services | /spec/egress/2/ports/0/port | 9093 | service | kafka | 9092
            standalone | NetworkPolicy/kafka | /spec/ingress/0/from/0/podSelector/matchLabels/cascade-role | "x" | service | kafka | 9092
            standalone | NetworkPolicy/kafka | /spec/ingress/0/ports/0/port | "http" | connect | kafka | 9092
            standalone | NetworkPolicy/connect | /spec/policyTypes | ["Egress"] | register | connect | 8083
            standalone | NetworkPolicy/dns | /spec/egress/0/ports/0/protocol | "TCP" | service | dns | 53/UDP
            operators | NetworkPolicy/operated | /spec/ingress | - | monitoring | connect | 9404
            operators | NetworkPolicy/services | /spec/ingress/0/from/2/namespaceSelector/matchLabels | {"a": "b"} | monitoring | service | 8080
            """)
    void whatIsMissingIsFound(
            String overlay, String object, String pointer, String value, String from, String to, String port) {
        // Given
        Manifests manifests = Kustomize.render("overlays/" + overlay);
        Breakage.at(manifests, object, pointer, value);

        // When // Then
        assertThat(new Flows(manifests).allowed(from, to, port)).contains(false);
    }

    private static Flows flows(String overlay) {
        return new Flows(Kustomize.render("overlays/" + overlay));
    }
}
