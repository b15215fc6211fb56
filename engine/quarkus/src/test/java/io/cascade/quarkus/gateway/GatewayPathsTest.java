/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayPathsTest {

    private static final String ID = "0f8fad5b-d9cb-469f-a165-70867728950e";

    @ParameterizedTest
    @CsvSource({
        "GET, relationships",
        "GET, relationships/children-parent",
        "GET, relationships/children-parent/validation",
        "GET, relationships/children-parent/validation/keys",
        "GET, deletions",
        "GET, deletions/ID",
        "GET, deletions/ID/events",
        "GET, dead-letters",
        "GET, dead-letters/1",
        "GET, q/health/ready",
        "POST, dead-letters/1/replay",
        "POST, dead-letters/1/discard",
        "POST, deletions/ID/restore",
        "POST, relationships/children-parent/validation",
        "POST, relationships/children-parent/pause",
        "POST, relationships/children-parent/resume"
    })
    void forwardsTheAdminApi(String method, String path) {
        assertThat(GatewayPaths.forwards(method, path.replace("ID", ID))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, parents",
        "GET, q/metrics",
        "GET, q/openapi",
        "GET, services",
        "GET, services/parent-service/deletions",
        "GET, deletions/",
        "GET, deletions/../parents",
        "GET, deletions/%2e%2e",
        "GET, deletions/ID/restore",
        "GET, dead-letters/1%2Freplay",
        "GET, relationships/children-parent/keys",
        "GET, relationships/..",
        "GET, relationships/children-parent/validation/",
        "POST, relationships/children-parent/validation/keys",
        "GET, relationships/children-parent/pause",
        "POST, relationships/children-parent/pause/",
        "POST, relationships/children-parent/parent-keys/look",
        "POST, deletions",
        "POST, parents",
        "POST, dead-letters/x/replay",
        "POST, dead-letters/1/replay/",
        "DELETE, deletions/ID",
        "DELETE, dead-letters/1/replay"
    })
    void forwardsNothingElse(String method, String path) {
        assertThat(GatewayPaths.forwards(method, path.replace("ID", ID))).isFalse();
    }
}
