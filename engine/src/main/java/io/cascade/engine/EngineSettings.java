/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import io.cascade.contracts.Contracts;
import io.cascade.engine.brake.BrakeSettings;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.maintenance.Retention;
import io.cascade.engine.role.Roles;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
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
 * @param keySets how to compare keys with another service
 * @param keyWait how long {@code check: strict} waits for replication before it asks the parent
 * @param partitions of topics that the engine creates
 * @param replicationFactor of topics that the engine creates
 * @param consumers of key events in this process, each with a database connection of its own; more of them than a topic has
 *     partitions, over all processes of the service, find nothing to do
 * @param stuckAfter how long a deletion may go without progress before it is called stuck
 * @param republishAfter how long an event may stay unacknowledged before the watchdog publishes it again
 * @param retention how long the engine's own rows stay
 * @param rowsPerTransaction how many child rows the actions of one transaction change at most
 * @param brake when the database suffers, and how fast deletes go on then
 * @param validateEvery in what time the key replica of each relationship is compared with the parent's keys once, in the
 *     background; zero for never
 * @param roles who else uses the database, and is given the rights for it
 * @param openTelemetry takes the spans of traced events; a no-op passes their trace on without a span
 */
public record EngineSettings(
        String service,
        Contracts contracts,
        DataSource dataSource,
        Map<String, Object> kafka,
        KeyLookup lookup,
        ParentKeySet keySets,
        EngineListener listener,
        Duration keyWait,
        int partitions,
        short replicationFactor,
        int consumers,
        Duration stuckAfter,
        Duration republishAfter,
        Retention retention,
        int rowsPerTransaction,
        BrakeSettings brake,
        Duration validateEvery,
        Roles roles,
        OpenTelemetry openTelemetry) {

    public static final Duration DEFAULT_KEY_WAIT = Duration.ofMillis(500);
    public static final int DEFAULT_PARTITIONS = 4;
    /** So that a bulk delete is not applied by one processor while another rests. */
    public static final int DEFAULT_CONSUMERS = 2;

    public static final Duration DEFAULT_STUCK_AFTER = Duration.ofSeconds(60);
    public static final Duration DEFAULT_REPUBLISH_AFTER = Duration.ofMinutes(5);

    public static final int DEFAULT_ROWS_PER_TRANSACTION = 10_000;
    public static final Duration DEFAULT_VALIDATE_EVERY = Duration.ofHours(1);

    /** With fewer, the transactions themselves would be most of the work. */
    public static final int MIN_ROWS_PER_TRANSACTION = 100;

    public EngineSettings {
        kafka = Map.copyOf(kafka);
        if (consumers < 1) {
            throw new IllegalArgumentException("at least one consumer has to apply key events, not " + consumers);
        }
        if (stuckAfter.toMillis() <= 0 || republishAfter.toMillis() <= 0) {
            throw new IllegalArgumentException("how long a deletion may take must be some time");
        }
        if (validateEvery.isNegative()) {
            throw new IllegalArgumentException("keys are compared in some time, or never");
        }
        if (rowsPerTransaction < MIN_ROWS_PER_TRANSACTION) {
            throw new IllegalArgumentException("rows per transaction are " + rowsPerTransaction
                    + ", but must be at least " + MIN_ROWS_PER_TRANSACTION);
        }
    }

    /**
     * With the defaults of how long a deletion may take and is kept, without a comparison of keys, and with the process's own OpenTelemetry, if it has one, such as an
     * agent's.
     */
    public EngineSettings(
            String service,
            Contracts contracts,
            DataSource dataSource,
            Map<String, Object> kafka,
            KeyLookup lookup,
            EngineListener listener,
            Duration keyWait,
            int partitions,
            short replicationFactor) {
        this(
                service,
                contracts,
                dataSource,
                kafka,
                lookup,
                ParentKeySet.NONE,
                listener,
                keyWait,
                partitions,
                replicationFactor,
                DEFAULT_CONSUMERS,
                DEFAULT_STUCK_AFTER,
                DEFAULT_REPUBLISH_AFTER,
                Retention.DEFAULT,
                DEFAULT_ROWS_PER_TRANSACTION,
                BrakeSettings.DEFAULT,
                Duration.ZERO,
                Roles.NONE,
                GlobalOpenTelemetry.getOrNoop());
    }
}
