/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of a service; as environment variables {@code CASCADE_SERVICE}, {@code CASCADE_KEY_WAIT} and so on. */
@ConfigMapping(prefix = "cascade")
public interface CascadeConfig {

    /** This process's name in the contracts. Another name than the code's own makes it the generic runner of that service. */
    @WithDefault("${quarkus.application.name}")
    String service();

    /** The directory of the contracts: its {@code relationships/*.yaml}, or {@code *.yaml} where it has no such folder. */
    @WithDefault("contracts")
    Path contracts();

    /** Whether this process runs the service or only installs what the service needs. */
    @WithDefault("always")
    Install install();

    /** The role of the service's own code and of other programs, if it is not the engine's: install gives it what it needs. */
    Optional<String> applicationRole();

    /** The role of the connector, if it is not the engine's: install lets it read the outbox. */
    Optional<String> debeziumRole();

    /** Where the services are reached: {@code name=url}, separated by commas. One that is missing is never asked for a key. */
    Optional<String> peers();

    /** Whether REST needs tokens. */
    @WithDefault("on")
    Auth auth();

    /** Whose tokens: the claim {@code iss}. */
    Optional<String> authIssuer();

    /** Where the issuer publishes its keys. */
    Optional<String> authJwksUrl();

    /** For whom tokens have to be meant: one of the claim {@code aud}. */
    @WithDefault("cascade")
    String authAudience();

    /** The claim that has the roles; dots lead into objects, as in {@code realm_access.roles}. */
    @WithDefault("roles")
    String authRolesClaim();

    /** The file with the token by which this service asks other services; read again for each request. */
    Optional<Path> peerTokenFile();

    /**
     * In dev mode: the {@code stack.json} of the local stack, which is otherwise looked for from the working directory upwards
     * in {@code .cascade}; or {@code off}, not to look for one.
     */
    Optional<String> stackFile();

    /** How long an insert waits for its parent's key to be replicated before the parent's service is asked. */
    @WithDefault("500ms")
    Duration keyWait();

    /**
     * How many consumers of key events this process runs, each with a database connection of its own. More of them than a topic
     * has partitions, over all processes of the service, find nothing to do.
     */
    @WithDefault("2")
    int consumers();

    /** How long a deletion may go without progress before it is called stuck, with the likely cause. */
    @WithDefault("60s")
    Duration stuckAfter();

    /** How long an event may stay unacknowledged before it is published again, if it is still true. */
    @WithDefault("5m")
    Duration republishAfter();

    /** How long a deletion stays to be found after it began, once it has ended. */
    @WithDefault("30d")
    Duration deletionRetention();

    /** The outbox, which is partitioned by time. */
    Outbox outbox();

    /** How long it is remembered that an event was applied; longer than Kafka keeps the topics of keys. */
    @WithDefault("8d")
    Duration inboxRetention();

    /** How long a dead letter stays to be seen once it is replayed or discarded. */
    @WithDefault("30d")
    Duration deadLetterRetention();

    /**
     * In what time the key replica of each relationship is compared with the parent's keys once, in the background, one bucket
     * after the other; or {@code off}.
     */
    @WithDefault("1h")
    String validateEvery();

    /** How often the gauges are sampled; each time is a dozen small queries. */
    @WithDefault("15s")
    Duration sampleEvery();

    /** How events are applied to the children. */
    Apply apply();

    /** When deletes go on slowly, because the database suffers. */
    Brake brake();

    /** The Kafka topics that are created at start where they do not exist; existing ones stay as they are. */
    Topics topics();

    enum Auth {
        /** Every endpoint but health needs one. */
        ON,

        /** For a machine of one's own. */
        OFF
    }

    enum Install {
        /** Installs what is missing, then runs. */
        ALWAYS,

        /** Installs what is missing, then ends with exit code 0: for a step before the service's instances. */
        ONLY
    }

    interface Apply {

        /** How many child rows the actions of one transaction change at most. */
        @WithDefault("10000")
        int rowsPerTransaction();
    }

    interface Brake {

        /** The delay of a physical standby from which on the database suffers; or {@code off}. */
        @WithDefault("30s")
        String replicaLag();

        /** The log that a replication slot retains from which on the database suffers; or {@code off}. */
        @WithDefault("4G")
        String wal();

        /** The sessions that wait for a lock for longer than a second from which on the database suffers; or {@code off}. */
        @WithDefault("20")
        String lockWaits();

        /** How many rows each consumer deletes or changes in a second while the database suffers. */
        @WithDefault("1000")
        int rowsPerSecond();
    }

    interface Outbox {

        /** How long a published event stays at least; one that is not settled stays longer. */
        @WithDefault("7d")
        Duration retention();

        /** The time whose events share a partition, and are dropped together: minutes that divide a day, or a day. */
        @WithDefault("1d")
        Duration partition();
    }

    interface Topics {

        /** Partitions of a new topic: the most consumers that can share its keys. */
        @WithDefault("4")
        int partitions();

        /** Copies of a new topic; 3 for a cluster that should survive the loss of a broker. */
        @WithDefault("1")
        short replicationFactor();
    }
}
