/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.testkit.StackCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All that the other tests see work is done by these roles. */
@ExtendWith({StackCondition.class, Family.class})
class RolesIT {

    @Test
    void theServicesCodeAndTheConnectorWorkAsRolesThatOwnNothing(Stack stack) {
        // When
        assertThat(stack.parentApi().post("/parents", "{\"name\": \"Rose\"}").status())
                .isEqualTo(201);

        // Then
        eventually().untilAsserted(() -> assertThat(stack.parents()
                        .values("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database()"))
                .contains("parent_service", "parent_service_app", "parent_service_debezium"));
        assertThat(
                        stack.parents()
                                .count(
                                        "pg_class WHERE relnamespace = 'cascade'::regnamespace AND relkind IN ('r', 'p')"
                                                + " AND has_table_privilege('parent_service_app', oid, 'SELECT, INSERT, UPDATE, DELETE')"))
                .isZero();
    }
}
