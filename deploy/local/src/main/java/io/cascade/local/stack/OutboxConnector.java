/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.connect.ConnectRest;
import io.cascade.local.connect.ConnectorTemplate;
import io.cascade.local.connect.ConnectorValues;
import io.cascade.local.postgres.ServiceDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What brings a service's outbox to Kafka.
 *
 * @param data the stack's data directory, to tell its metrics from those of another stack
 */
record OutboxConnector(String service, ServiceDatabase database, Path template, Path data) {

    /** Without it, a second stack in one JVM waits a minute for the first one's metrics to go before it streams. */
    private static final String METRIC_TAGS = "custom.metric.tags";

    /** Returns once the outbox streams. Publication and slot must be there. */
    void register(ConnectRest connect) {
        Map<String, String> config =
                new TreeMap<>(ConnectorTemplate.read(template).fill(ConnectorValues.of(service, database)));
        config.put(METRIC_TAGS, "stack=" + Integer.toHexString(data.hashCode()));
        connect.register(service, config, database::isStreamed);
    }
}
