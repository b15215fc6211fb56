/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.start;

import io.cascade.contracts.Contracts;
import io.cascade.engine.CascadeEngine;
import io.cascade.engine.EngineListener;
import io.cascade.engine.EngineSettings;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.maintenance.Retention;
import io.cascade.engine.role.Roles;
import io.cascade.quarkus.config.CascadeConfig;
import io.cascade.quarkus.config.KafkaProperties;
import io.cascade.quarkus.drift.HttpKeySet;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the engine before the first request can come in: Quarkus opens its port after the start-up observers. */
@Singleton
class EngineRunner {

    private static final Logger LOGGER = LoggerFactory.getLogger(EngineRunner.class);

    private final CascadeConfig config;
    private final Config properties;
    private final String codeOf;
    private final ServiceDatabase database;
    private final javax.sql.DataSource dataSource;
    private final KeyLookup lookup;
    private final HttpKeySet keySets;
    private final EngineListener listener;
    private final OpenTelemetry openTelemetry;
    private final boolean spans;
    private volatile @Nullable CascadeEngine engine;
    private volatile @Nullable Contracts contracts;

    EngineRunner(
            CascadeConfig config,
            Config properties,
            @ConfigProperty(name = "quarkus.application.name") String codeOf,
            ServiceDatabase database,
            @DataSource("engine") javax.sql.DataSource dataSource,
            KeyLookup lookup,
            HttpKeySet keySets,
            EngineListener listener,
            OpenTelemetry openTelemetry,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean withoutSpans) {
        this.config = config;
        this.properties = properties;
        this.codeOf = codeOf;
        this.database = database;
        this.dataSource = dataSource;
        this.lookup = lookup;
        this.keySets = keySets;
        this.listener = listener;
        this.openTelemetry = openTelemetry;
        // Switched off it would still give out ids of spans that nobody ever sees.
        this.spans = !withoutSpans;
    }

    void start(@Observes StartupEvent event) {
        try {
            start();
        } catch (RuntimeException e) {
            throw StartFailure.of(e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    /** There is no ShutdownEvent when another observer of the start fails. Closing twice does no harm. */
    @PreDestroy
    void close() {
        CascadeEngine running = engine;
        if (running != null) {
            running.close();
        }
    }

    CascadeEngine engine() {
        return Objects.requireNonNull(engine, "the engine has not started");
    }

    Contracts contracts() {
        return Objects.requireNonNull(contracts, "the contracts have not been read");
    }

    private void start() {
        Contracts read = ContractsDirectory.read(config.contracts());
        contracts = read;
        database.reach();
        if (config.service().equals(codeOf)) {
            database.migrate();
        }
        EngineSettings settings = settings(read);
        if (config.install() == CascadeConfig.Install.ONLY) {
            CascadeEngine.install(settings);
            end();
        }
        engine = CascadeEngine.start(settings);
    }

    /** The exception alone keeps the port closed, but would leave the process waiting. */
    private void end() {
        LOGGER.atInfo()
                .addKeyValue("service", config.service())
                .log("Everything that the service needs is installed, so the process ends (CASCADE_INSTALL=only)");
        Quarkus.asyncExit(0);
        throw new PreventFurtherStepsException(0);
    }

    private int rowsPerTransaction() {
        int rows = config.apply().rowsPerTransaction();
        if (rows < EngineSettings.MIN_ROWS_PER_TRANSACTION) {
            throw new ConfigurationException("CASCADE_APPLY_ROWS_PER_TRANSACTION is " + rows + ", but must be at least "
                    + EngineSettings.MIN_ROWS_PER_TRANSACTION);
        }
        return rows;
    }

    private Duration validateEvery() {
        String every = config.validateEvery();
        if (every.equals("off")) {
            return Duration.ZERO;
        }
        try {
            Duration parsed = DurationConverter.parseDuration(every);
            if (parsed.compareTo(Duration.ofSeconds(1)) >= 0) {
                return parsed;
            }
        } catch (IllegalArgumentException e) {
            LOGGER.debug("No duration", e);
        }
        throw new ConfigurationException("CASCADE_VALIDATE_EVERY is '" + every
                + "', but must be a duration such as 1h, of a second at least, or off");
    }

    private Retention retention() {
        try {
            return new Retention(
                    config.outbox().retention(),
                    config.outbox().partition(),
                    config.inboxRetention(),
                    config.deadLetterRetention(),
                    config.deletionRetention());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "CASCADE_OUTBOX_RETENTION, CASCADE_OUTBOX_PARTITION or another retention cannot be: "
                            + e.getMessage(),
                    e);
        }
    }

    private EngineSettings settings(Contracts read) {
        return new EngineSettings(
                config.service(),
                read,
                dataSource,
                KafkaProperties.of(properties),
                lookup,
                keySets,
                listener,
                config.keyWait(),
                config.topics().partitions(),
                config.topics().replicationFactor(),
                config.consumers(),
                config.stuckAfter(),
                config.republishAfter(),
                retention(),
                rowsPerTransaction(),
                BrakeReader.read(config.brake()),
                validateEvery(),
                new Roles(
                        config.applicationRole().orElse(null),
                        config.debeziumRole().orElse(null)),
                spans ? openTelemetry : OpenTelemetry.noop());
    }
}
