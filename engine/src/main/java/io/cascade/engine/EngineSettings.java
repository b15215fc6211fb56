/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import io.cascade.contracts.Contracts;
import io.cascade.engine.key.KeyLookup;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What an engine needs to know.
 *
 * @param service this service's name in the contracts
 * @param dataSource connections to the service's database, as the owner of its tables; the engine keeps two for long
 * @param kafka client properties, at least {@code bootstrap.servers}; the engine sets serializers, groups and offsets
 * @param lookup how to ask another service for a key
 * @param keyWait how long {@code check: strict} waits for replication before it asks the parent
 * @param partitions of topics that the engine creates
 * @param replicationFactor of topics that the engine creates
 */
public record EngineSettings(
        String service,
        Contracts contracts,
        DataSource dataSource,
        Map<String, Object> kafka,
        KeyLookup lookup,
        EngineListener listener,
        Duration keyWait,
        int partitions,
        short replicationFactor) {

    public static final Duration DEFAULT_KEY_WAIT = Duration.ofMillis(500);
    public static final int DEFAULT_PARTITIONS = 4;

    public EngineSettings {
        kafka = Map.copyOf(kafka);
    }
}
