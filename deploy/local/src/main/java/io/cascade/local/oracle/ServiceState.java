/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.oracle.run.Sessions;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How busy a service is.
 *
 * @param version grows with every event that it publishes
 * @param pending how many deliveries nobody has answered yet, by relationship
 * @param published the relationships that the events since the service was last quiet are for, by their ids
 * @param at the server's time before all of this was read
 */
record ServiceState(long version, Map<String, Long> pending, Map<String, List<String>> published, String at) {

    private static final String STATE = "SELECT clock_timestamp()::text, (SELECT last_value FROM cascade.key_version)";
    private static final String PENDING = "SELECT relationship, count(*) FROM cascade.delivery"
            + " WHERE state IN ('pending', 'applied') AND reason IS NULL GROUP BY relationship";
    private static final String PUBLISHED =
            "SELECT id::text, substring(payload FROM '\"relationships\"\\s*:\\s*\\[([^]]*)]') FROM cascade.outbox"
                    + " WHERE topic NOT LIKE '%.acks' AND created_at > ";

    /** @param since the time from which on events count */
    static ServiceState of(Sessions database, String since) {
        return database.with("public", (connection, statement) -> {
            long version;
            String at;
            try (ResultSet result = statement.executeQuery(STATE)) {
                result.next();
                at = result.getString(1);
                version = result.getLong(2);
            }
            Map<String, Long> pending = new HashMap<>();
            try (ResultSet result = statement.executeQuery(PENDING)) {
                while (result.next()) {
                    pending.put(result.getString(1), result.getLong(2));
                }
            }
            Map<String, List<String>> published = new HashMap<>();
            try (ResultSet result = statement.executeQuery(PUBLISHED + "'" + since + "'")) {
                while (result.next()) {
                    published.put(
                            result.getString(1),
                            List.of(result.getString(2).replace("\"", "").split(",\\s*")));
                }
            }
            return new ServiceState(version, pending, published, at);
        });
    }
}
