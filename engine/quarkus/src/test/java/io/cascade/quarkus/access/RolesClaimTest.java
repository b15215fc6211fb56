/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolesClaimTest {

    @Test
    void readsAListAndWordsAndPathsAndNamesWithDots() {
        assertThat(highest("roles", Map.of("roles", List.of("writer", "reader"))))
                .contains(Role.WRITER);
        assertThat(highest("scope", Map.of("scope", "openid operator"))).contains(Role.OPERATOR);
        assertThat(highest("realm_access.roles", Map.of("realm_access", Map.of("roles", List.of("reader")))))
                .contains(Role.READER);
        assertThat(highest("https://example.com/roles", Map.of("https://example.com/roles", List.of("reader"))))
                .contains(Role.READER);
    }

    @Test
    void takesNothingElseForARole() {
        assertThat(highest("roles", Map.of())).isEmpty();
        assertThat(highest("roles", Map.of("roles", List.of("Operator", "operators", ""))))
                .isEmpty();
        assertThat(highest("roles", Map.of("roles", Arrays.asList(null, 1, List.of("operator")))))
                .isEmpty();
        assertThat(highest("roles", Map.of("roles", Map.of("operator", true)))).isEmpty();
        assertThat(highest("roles", Map.of("scope", "operator"))).isEmpty();
        assertThat(highest("a.roles", Map.of("a", "operator"))).isEmpty();
        assertThat(highest("a.", Map.of("a", Map.of("roles", "operator")))).isEmpty();
    }

    private static Optional<Role> highest(String path, Map<String, Object> claims) {
        return new RolesClaim(path).highest(claims);
    }
}
