/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import io.cascade.engine.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;

/** The settings of the server and of this role's sessions. */
final class ServerCheck {

    /** The first version with column lists in SET NULL and row-wise publications; what is older is not tested. */
    private static final int OLDEST_VERSION = 150000;

    private final Catalog catalog;

    ServerCheck(Catalog catalog) {
        this.catalog = catalog;
    }

    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (Integer.parseInt(catalog.setting("server_version_num")) < OLDEST_VERSION) {
            reasons.add("PostgreSQL " + catalog.setting("server_version") + " is too old; cascade needs 15 or newer.");
        }
        String walLevel = catalog.setting("wal_level");
        if (!"logical".equals(walLevel)) {
            reasons.add("wal_level is '" + walLevel + "', so no event would leave the database;"
                    + " set wal_level = logical and restart PostgreSQL.");
        }
        String role = catalog.setting("session_replication_role");
        if (!"origin".equals(role)) {
            reasons.add("session_replication_role is '" + role + "' for this role's sessions, so foreign keys are not"
                    + " enforced; reset it (ALTER ROLE or ALTER DATABASE … RESET session_replication_role).");
        }
        return reasons;
    }
}
