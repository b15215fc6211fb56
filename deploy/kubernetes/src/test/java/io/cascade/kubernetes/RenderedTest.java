/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderedTest {

    private static final String BASE = "base";
    private static final String STANDALONE = "overlays/standalone";
    private static final String OPERATORS = "overlays/operators";

    @ParameterizedTest
    @ValueSource(strings = {BASE, STANDALONE, OPERATORS})
    void everyFieldIsOneThatTheApiKnows(String directory) {
        assertThat(StrictTypes.problems(Kustomize.render(directory))).isEmpty();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Strimzi's classes need Java 21")
    void everyFieldOfStrimzisObjectsIsOneThatItKnows() {
        assertThat(StrictTypes.problemsOfStrimzi(Kustomize.render(OPERATORS))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, STANDALONE, OPERATORS})
    void everyReferenceLeadsSomewhere(String directory) {
        String peerToken = "cascade-peer-token";
        Set<String> elsewhere = directory.equals(BASE)
                ? Set.of(
                        peerToken,
                        "parent-service-database",
                        "parent-service-application",
                        "parent-service-debezium",
                        "child-service-database",
                        "child-service-application",
                        "child-service-debezium")
                : Set.of(peerToken);
        assertThat(References.problems(Kustomize.render(directory), elsewhere)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, STANDALONE, OPERATORS})
    void everyPodKeepsTheRules(String directory) {
        assertThat(PodRules.problems(Kustomize.render(directory))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {STANDALONE, OPERATORS})
    void everyNetworkPolicyIsAboutPodsThatExist(String directory) {
        assertThat(NetworkRules.problems(Kustomize.render(directory))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {STANDALONE, OPERATORS})
    void everyAddressIsOneOfAService(String directory) {
        assertThat(Addresses.problems(Kustomize.render(directory))).isEmpty();
    }
}
