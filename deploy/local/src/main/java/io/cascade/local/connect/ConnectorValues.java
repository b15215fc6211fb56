/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

import io.cascade.local.postgres.ServiceDatabase;
import java.util.Map;

/** What the template's placeholders stand for in the local stack. */
public final class ConnectorValues {

    private ConnectorValues() {}

    public static Map<String, String> of(String service, ServiceDatabase database) {
        ServiceDatabase.Login role = database.connector();
        return Map.of(
                "CASCADE_SERVICE", service,
                "CASCADE_SLOT", database.slot(),
                "DATABASE_HOSTNAME", database.host(),
                "DATABASE_PORT", Integer.toString(database.port()),
                "DATABASE_NAME", database.name(),
                "DATABASE_USER", role.user(),
                "DATABASE_PASSWORD", role.password());
    }
}
