/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.Topics;
import io.cascade.engine.brake.Brake;
import io.cascade.engine.brake.Pace;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.deadletter.DeadLetterStore;
import io.cascade.engine.deadletter.DeadLetterWriter;
import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.deletion.DeletionStore;
import io.cascade.engine.deletion.Deletions;
import io.cascade.engine.drift.OwnKeySet;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.drift.Validations;
import io.cascade.engine.impact.DependentClient;
import io.cascade.engine.impact.Impacts;
import io.cascade.engine.impact.LiveImpacts;
import io.cascade.engine.install.InstallLock;
import io.cascade.engine.kafka.KafkaClients;
import io.cascade.engine.kafka.TopicKeeper;
import io.cascade.engine.kafka.TopicProvisioner;
import io.cascade.engine.key.KeyGate;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.key.OwnKeysLookup;
import io.cascade.engine.key.ParentKeys;
import io.cascade.engine.maintenance.Maintenance;
import io.cascade.engine.measure.DatabaseMeasurements;
import io.cascade.engine.measure.Measurements;
import io.cascade.engine.pause.PauseReports;
import io.cascade.engine.pause.PauseSwitch;
import io.cascade.engine.pause.Pauses;
import io.cascade.engine.preflight.Preflight;
import io.cascade.engine.publish.BackfillRunner;
import io.cascade.engine.publish.IntentRunner;
import io.cascade.engine.publish.OutboxInstaller;
import io.cascade.engine.publish.PublisherInstaller;
import io.cascade.engine.publish.SubscriberMessages;
import io.cascade.engine.publish.TableKeySet;
import io.cascade.engine.publish.TableParentKeys;
import io.cascade.engine.relationship.RelationshipStore;
import io.cascade.engine.relationship.Relationships;
import io.cascade.engine.role.RoleGrants;
import io.cascade.engine.schema.SchemaMigration;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.subscribe.DeadLetterDesk;
import io.cascade.engine.subscribe.DriftCheck;
import io.cascade.engine.subscribe.EventualCheck;
import io.cascade.engine.subscribe.KeyEventHandler;
import io.cascade.engine.subscribe.OrphanCheck;
import io.cascade.engine.subscribe.ReplicaKeyGate;
import io.cascade.engine.subscribe.ReplicaMeasure;
import io.cascade.engine.subscribe.SubscriberInstaller;
import io.cascade.engine.subscribe.Subscriptions;
import io.cascade.engine.trace.Tracing;
import io.cascade.engine.undo.RetentionTriggers;
import io.cascade.engine.undo.Undo;
import io.cascade.engine.vote.Decisions;
import io.cascade.engine.vote.OverdueBallots;
import io.cascade.engine.watch.PipelineWatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts together, and takes them apart in the reverse order. */
final class EngineRuntime implements CascadeEngine {

    private static final Logger LOGGER = LoggerFactory.getLogger(EngineRuntime.class);

    private final EngineSettings settings;
    private final DSLContext dsl;
    private final KafkaClients clients;
    private final Subscriptions subscriptions;
    private final KeyLookup lookup;
    private final Map<ParentTable, List<Relationship>> published;
    private final RoleGrants roles;
    private final Measurements measurements;
    private final PipelineWatch watch;
    private final DeadLetters deadLetters;
    private final DriftCheck drift;
    private final Brake brake;
    private final KafkaSide kafka;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private volatile Runnable onReplayed = () -> {};

    EngineRuntime(EngineSettings settings) {
        this.settings = settings;
        this.dsl = DSL.using(settings.dataSource(), SQLDialect.POSTGRES, new Settings().withExecuteLogging(false));
        this.clients = new KafkaClients(settings.kafka());
        this.kafka = new KafkaSide(clients, settings.listener()::retrying);
        this.subscriptions = new Subscriptions(settings.service(), settings.contracts());
        this.lookup = new OwnKeysLookup(settings.service(), parentKeys(), settings.lookup());
        this.published = settings.contracts().publishedBy(settings.service());
        this.roles = new RoleGrants(settings.roles(), settings.service(), settings.contracts());
        this.measurements = new DatabaseMeasurements(
                dsl,
                settings.service(),
                OutboxInstaller.slot(settings.service()),
                settings.contracts(),
                settings.stuckAfter(),
                subscriptions.topics(),
                new ReplicaMeasure(subscriptions)::take);
        this.watch = PipelineWatch.of(
                dsl,
                settings.service(),
                OutboxInstaller.slot(settings.service()),
                published,
                clients,
                settings.stuckAfter(),
                settings.republishAfter(),
                settings.listener());
        this.brake = new Brake(dsl, settings.brake(), settings.listener());
        this.deadLetters = new DeadLetterStore(
                dsl,
                new DeadLetterDesk(
                        settings.service(),
                        dsl,
                        subscriptions,
                        lookup,
                        settings.listener(),
                        settings.rowsPerTransaction(),
                        brake,
                        () -> onReplayed.run()));
        this.drift = new DriftCheck(
                settings.service(),
                dsl,
                subscriptions,
                new OwnKeySet(settings.service(), parentKeySet(), settings.keySets()),
                settings.validateEvery());
    }

    void install() {
        new Preflight(new Catalog(dsl)).check(settings.service(), settings.contracts(), lookup::reaches);
        SchemaMigration.migrate(settings.dataSource());
        topicProvisioner().provide(EngineTopics.of(settings.service(), settings.contracts()));
        InstallLock.holding(dsl, this::install);
    }

    void start() {
        install();
        try {
            startParts();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        LOGGER.atInfo()
                .addKeyValue("service", settings.service())
                .addKeyValue("publishes", published.size())
                .addKeyValue("subscribes", subscriptions.topics().size())
                .log("The engine has started");
    }

    private void install(DSLContext locked) {
        new Maintenance(locked, settings.retention()).run();
        new OutboxInstaller(locked).install(settings.service());
        PublisherInstaller publisher = new PublisherInstaller(locked, settings.contracts());
        published.forEach(publisher::install);
        new SubscriberInstaller(locked, settings.service()).install(subscriptions);
        new RetentionTriggers(settings.service(), settings.contracts()).install(locked);
        roles.install(locked);
    }

    private void startParts() {
        parts.push(kafka);
        kafka.onRenewal(watch::renewKafka);
        kafka.start();
        parts.push(watch);
        watch.start();
        if (!published.isEmpty()) {
            List<Relationship> relationships =
                    published.values().stream().flatMap(List::stream).toList();
            BackfillRunner backfill = new BackfillRunner(dsl, relationships);
            parts.push(backfill);
            backfill.start();
            IntentRunner intents = new IntentRunner(dsl, settings.service(), published.keySet());
            parts.push(intents);
            intents.start();
            kafka.read(
                    "cascade." + settings.service() + ".acks",
                    Set.of(Topics.acks(settings.service())),
                    new SubscriberMessages(
                            dsl,
                            settings.service(),
                            new Settlements(settings.service(), settings.contracts()),
                            new PauseReports(settings.service(), settings.contracts()),
                            new Decisions(settings.service(), published.keySet()),
                            backfill::wake,
                            intents::wake,
                            settings.listener()));
        }
        if (!subscriptions.isEmpty()) {
            OrphanCheck orphans = new OrphanCheck(dsl, subscriptions, lookup);
            parts.push(orphans);
            orphans.start();
            parts.push(brake);
            brake.start();
            EventualCheck eventual = new EventualCheck(
                    settings.service(),
                    dsl,
                    subscriptions,
                    lookup,
                    settings.listener(),
                    settings.rowsPerTransaction(),
                    brake);
            parts.push(eventual);
            eventual.start();
            parts.push(drift);
            drift.start();
            List<KeyEventHandler> handlers = new ArrayList<>();
            for (int i = 0; i < settings.consumers(); i++) {
                handlers.add(handler(new DeadLetterWriter(kafka.sender()), orphans));
            }
            onReplayed = () -> {
                handlers.forEach(KeyEventHandler::wake);
                orphans.request();
            };
            handlers.forEach(handler -> kafka.read("cascade." + settings.service(), subscriptions.topics(), handler));
        }
        RegularWork maintenance = new RegularWork("cascade-maintenance");
        parts.push(maintenance);
        maintenance.every(
                settings.retention().every(),
                new Maintenance(dsl, settings.retention(), () -> roles.install(dsl))::run);
        maintenance.every(
                TopicKeeper.EVERY,
                new TopicKeeper(topicProvisioner(), EngineTopics.of(settings.service(), settings.contracts())));
        // Again, to be closed before all that its consumers need.
        parts.push(kafka);
    }

    private TopicProvisioner topicProvisioner() {
        return new TopicProvisioner(clients, settings.partitions(), settings.replicationFactor());
    }

    private KeyEventHandler handler(DeadLetterWriter deadLetters, OrphanCheck orphans) {
        return new KeyEventHandler(
                settings.service(),
                dsl,
                subscriptions,
                deadLetters,
                settings.listener(),
                new Tracing(settings.openTelemetry()),
                settings.rowsPerTransaction(),
                new Pace(brake),
                new OverdueBallots(settings.service(), settings.republishAfter()),
                orphans::request);
    }

    @Override
    public Deletions deletions() {
        return new DeletionStore(
                dsl, settings.stuckAfter(), (relationship, applied) -> watch.cause(relationship, applied)
                        .words());
    }

    @Override
    public Undo undo() {
        return new Undo(dsl, settings.service(), settings.contracts());
    }

    @Override
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    @Override
    public Relationships relationships() {
        return new RelationshipStore(
                dsl,
                settings.service(),
                settings.contracts(),
                relationship -> subscriptions.countProvisional(dsl, relationship),
                brake::strains);
    }

    @Override
    public Impacts impacts(DependentClient client) {
        return new LiveImpacts(dsl, settings.service(), settings.contracts(), client);
    }

    @Override
    public KeyGate keyGate() {
        return new ReplicaKeyGate(dsl, subscriptions, lookup, settings.keyWait());
    }

    @Override
    public ParentKeys parentKeys() {
        return new TableParentKeys(dsl, settings.service(), settings.contracts());
    }

    @Override
    public ParentKeySet parentKeySet() {
        return new TableKeySet(dsl);
    }

    @Override
    public Validations validations() {
        return drift;
    }

    @Override
    public Pauses pauses() {
        return new PauseSwitch(dsl, settings.service(), settings.contracts(), () -> onReplayed.run());
    }

    @Override
    public EngineHealth health() {
        return new EngineHealth(kafka.troubles(), watch.warning().stream().toList());
    }

    @Override
    public Measurements measurements() {
        return measurements;
    }

    @Override
    public Map<String, Long> consumerLag() {
        return kafka.lag();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOGGER.atWarn().setCause(e).log("A part of the engine did not stop cleanly");
            }
        }
    }
}
