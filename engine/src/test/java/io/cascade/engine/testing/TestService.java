/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.testing;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Topics;
import io.cascade.engine.EngineListener;
import io.cascade.engine.EngineSettings;
import io.cascade.engine.brake.Brake;
import io.cascade.engine.brake.Pace;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.deadletter.DeadLetterStore;
import io.cascade.engine.deadletter.DeadLetterWriter;
import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.deletion.DeletionStore;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.pause.PauseReports;
import io.cascade.engine.pause.PauseSwitch;
import io.cascade.engine.pause.Pauses;
import io.cascade.engine.preflight.Preflight;
import io.cascade.engine.publish.Backfill;
import io.cascade.engine.publish.IntentExecution;
import io.cascade.engine.publish.PublisherInstaller;
import io.cascade.engine.publish.SubscriberMessages;
import io.cascade.engine.publish.TableParentKeys;
import io.cascade.engine.schema.SchemaMigration;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.subscribe.DeadLetterDesk;
import io.cascade.engine.subscribe.KeyEventHandler;
import io.cascade.engine.subscribe.OrphanCheck;
import io.cascade.engine.subscribe.SubscriberInstaller;
import io.cascade.engine.subscribe.Subscriptions;
import io.cascade.engine.trace.Tracing;
import io.cascade.engine.undo.RetentionTriggers;
import io.cascade.engine.vote.Decisions;
import io.cascade.engine.vote.OverdueBallots;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A service's engine on a real database, its outbox read by the test instead of by Debezium, so that a test decides what
 * arrives, when and how often. The real way is tested end to end in deploy/e2e.
 */
public final class TestService {

    private final String name;
    private final Contracts contracts;
    private final javax.sql.DataSource dataSource;
    private final DSLContext dsl;
    private final Set<String> taken;
    private final List<ProducerRecord<byte[], byte[]>> deadLetterTopic = new ArrayList<>();
    private Tracing tracing = Tracing.NONE;
    private int rowsPerTransaction = EngineSettings.DEFAULT_ROWS_PER_TRANSACTION;
    private @Nullable Brake brake;
    private long offset;

    public TestService(String name, Contracts contracts) {
        this(name, contracts, TestPostgres.newDatabase(), new HashSet<>());
    }

    private TestService(String name, Contracts contracts, javax.sql.DataSource dataSource, Set<String> taken) {
        this.name = name;
        this.contracts = contracts;
        this.dataSource = dataSource;
        this.dsl = TestPostgres.dsl(dataSource);
        this.taken = taken;
    }

    /** Makes spans from here on. */
    public TestService traced(Tracing spans) {
        this.tracing = spans;
        return this;
    }

    /** Changes so many child rows in a transaction from here on. */
    public TestService rowsPerTransaction(int rows) {
        this.rowsPerTransaction = rows;
        return this;
    }

    /** With the engine's own schema there already, which is faster. */
    public static TestService migrated(String name, Contracts contracts) {
        return new TestService(name, contracts, TestPostgres.newMigratedDatabase(), new HashSet<>());
    }

    /** On a database whose owner is no superuser. */
    public static TestService owned(String name, Contracts contracts) {
        return new TestService(name, contracts, TestPostgres.newOwnedDatabase(), new HashSet<>());
    }

    /**
     * Makes a role for this database.
     *
     * @param options as of {@code CREATE ROLE}
     * @return its whole name
     */
    public String createRole(String role, String options) {
        KeptSessions database = (KeptSessions) dataSource;
        TestPostgres.createRole(database, role, options);
        return database.name() + "_" + role;
    }

    /** The database as a role sees it that was made by {@link #createRole}. */
    public TestService as(String role) {
        return new TestService(name, contracts, TestPostgres.sessionsOf((KeptSessions) dataSource, role), taken);
    }

    /** The same service on the same database after a change of its contracts. */
    public TestService under(Contracts changed) {
        return new TestService(name, changed, dataSource, taken);
    }

    /** The service on a copy of its database as it is now, as if that were restored from a backup. */
    public TestService backup() {
        return new TestService(name, contracts, TestPostgres.copy((KeptSessions) dataSource), new HashSet<>(taken));
    }

    /** Begins anew with what a session reads only when it begins, as after {@code ALTER DATABASE … SET}. */
    public TestService newSessions() {
        ((KeptSessions) dataSource).endIdle();
        return this;
    }

    public DSLContext dsl() {
        return dsl;
    }

    public javax.sql.DataSource dataSource() {
        return dataSource;
    }

    public List<ProducerRecord<byte[], byte[]>> deadLetterTopic() {
        return deadLetterTopic;
    }

    public TestService sql(String... statements) {
        for (String statement : statements) {
            dsl.connection(connection -> {
                try (java.sql.Statement jdbc = connection.createStatement()) {
                    jdbc.execute(statement);
                }
            });
        }
        return this;
    }

    public long count(String from) {
        return dsl.fetchSingle("SELECT count(*) FROM " + from).get(0, Long.class);
    }

    public <T> List<T> values(Class<T> type, String query) {
        return dsl.fetch(query).map(row -> row.get(0, type));
    }

    /** As the engine does it at start-up, without slot and consumers. */
    public TestService install() {
        new Preflight(new Catalog(dsl)).check(name, contracts);
        SchemaMigration.migrate(dataSource);
        PublisherInstaller publisher = new PublisherInstaller(dsl, contracts);
        contracts.publishedBy(name).forEach(publisher::install);
        new SubscriberInstaller(dsl, name).install(subscriptions());
        new RetentionTriggers(name, contracts).install(dsl);
        return this;
    }

    public TestService backfill() {
        contracts.publishedBy(name).values().stream().flatMap(List::stream).forEach(relationship -> {
            Backfill backfill = new Backfill(dsl, relationship);
            while (backfill.step()) {
                // A step is a batch.
            }
        });
        return this;
    }

    /** The outbox rows since the last call, as the records that Debezium makes of them. */
    public List<ConsumerRecord<byte[], byte[]>> takeOutbox() {
        return takeOutbox(dsl);
    }

    /** The same as a session sees it that has not committed yet. */
    public List<ConsumerRecord<byte[], byte[]>> takeOutbox(Connection session) {
        return takeOutbox(DSL.using(session, SQLDialect.POSTGRES));
    }

    private List<ConsumerRecord<byte[], byte[]>> takeOutbox(DSLContext session) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Record row : session.fetch(
                "SELECT o.*, concat_ws(' ', o.id, extract(epoch FROM o.created_at)) AS written FROM cascade.outbox AS o WHERE NOT EXISTS"
                        + " (SELECT FROM unnest(CAST(? AS text[])) AS taken (written)"
                        + " WHERE taken.written = concat_ws(' ', o.id, extract(epoch FROM o.created_at)))"
                        + " ORDER BY created_at, o.ctid",
                (Object) taken.toArray(String[]::new))) {
            if (taken.add(row.get("written", String.class))) {
                records.add(record(row, row.get("id", UUID.class)));
            }
        }
        return records;
    }

    /** All outbox rows again, as a replay of the topic from its start. */
    public List<ConsumerRecord<byte[], byte[]>> allOutbox() {
        taken.clear();
        return takeOutbox();
    }

    /** The next {@link #takeOutbox} begins at the start. */
    public void allOutboxAgain() {
        taken.clear();
    }

    public String name() {
        return name;
    }

    /** The topics with keys that the service refers to. */
    public Set<String> topics() {
        return subscriptions().topics();
    }

    public void receive(List<ConsumerRecord<byte[], byte[]>> records) {
        KeyEventHandler handler = handler();
        List<ConsumerRecord<byte[], byte[]>> left = records;
        while (!left.isEmpty()) {
            left = again(left, handler.handle(left));
        }
    }

    /** Those that its consumer would read again. */
    private static List<ConsumerRecord<byte[], byte[]>> again(
            List<ConsumerRecord<byte[], byte[]>> records, List<ConsumerRecord<byte[], byte[]>> left) {
        Map<String, Long> from = new HashMap<>();
        left.forEach(record -> from.merge(record.topic(), record.offset(), Math::min));
        return records.stream()
                .filter(record -> record.offset() >= from.getOrDefault(record.topic(), Long.MAX_VALUE))
                .toList();
    }

    public void receiveReports(List<ConsumerRecord<byte[], byte[]>> records) {
        new SubscriberMessages(
                        dsl,
                        name,
                        new Settlements(name, contracts),
                        new PauseReports(name, contracts),
                        new Decisions(name, contracts.publishedBy(name).keySet()),
                        () -> {},
                        () -> {},
                        EngineListener.NONE)
                .handle(records);
    }

    /** Those of the records that are for this service. */
    public void take(List<ConsumerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> keys = records.stream()
                .filter(record -> topics().contains(record.topic()))
                .toList();
        if (!keys.isEmpty()) {
            receive(keys);
        }
        List<ConsumerRecord<byte[], byte[]>> messages = records.stream()
                .filter(record -> record.topic().equals(Topics.acks(name)))
                .toList();
        if (!messages.isEmpty()) {
            receiveReports(messages);
        }
    }

    /** What a running engine does between records. */
    public void work() {
        backfill();
        if (!contracts.publishedBy(name).isEmpty()) {
            new IntentExecution(dsl, name, contracts.publishedBy(name).keySet()).round();
        }
        if (!subscriptions().isEmpty()) {
            KeyEventHandler handler = handler();
            long held;
            do {
                held = held();
                handler.idle();
            } while (handler.busy() || held() < held);
        }
    }

    /** How many events wait for their turn, one a key; a round takes one of each key. */
    private long held() {
        return values(
                        String.class,
                        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'cascade'::regnamespace"
                                + " AND relkind = 'r' AND relname LIKE '%\\_\\_held'")
                .stream()
                .mapToLong(this::count)
                .sum();
    }

    /** A service that can be asked about nothing. */
    public DeadLetters deadLetters() {
        return deadLetters((relationship, key) -> new KeyLookup.Answer.Unknown("nobody is there"));
    }

    public DeadLetters deadLetters(KeyLookup lookup) {
        return new DeadLetterStore(
                dsl,
                new DeadLetterDesk(
                        name,
                        dsl,
                        subscriptions(),
                        lookup,
                        EngineListener.NONE,
                        rowsPerTransaction,
                        brake(),
                        () -> {}));
    }

    public Pauses pauses() {
        return new PauseSwitch(dsl, name, contracts, () -> {});
    }

    public DeletionStore deletions() {
        return new DeletionStore(
                dsl, java.time.Duration.ofMinutes(1), (relationship, applied) -> applied ? "below" : "away");
    }

    /** What its consumers heed from now on. */
    public TestService braking(Brake by) {
        brake = by;
        return this;
    }

    private Brake brake() {
        return brake == null ? Brake.off(dsl) : brake;
    }

    public KeyEventHandler handler() {
        return new KeyEventHandler(
                name,
                dsl,
                subscriptions(),
                new DeadLetterWriter(deadLetterTopic::add),
                EngineListener.NONE,
                tracing,
                rowsPerTransaction,
                new Pace(brake()),
                new OverdueBallots(name, java.time.Duration.ofHours(1)),
                () -> {});
    }

    /** Asks the parents' service itself. */
    public OrphanCheck orphanCheck(TestService parents) {
        return new OrphanCheck(
                dsl, subscriptions(), (relationship, key) -> new TableParentKeys(parents.dsl, parents.name, contracts)
                        .find(relationship.name(), key));
    }

    private Subscriptions subscriptions() {
        return new Subscriptions(name, contracts);
    }

    private ConsumerRecord<byte[], byte[]> record(Record row, UUID id) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                row.get("topic", String.class),
                0,
                offset++,
                bytes(row.get("record_key", String.class)),
                bytes(row.get("payload", String.class)));
        record.headers()
                .add("ce_id", bytes(id.toString()))
                .add("ce_type", bytes(row.get("type", String.class)))
                .add("ce_source", bytes(row.get("source", String.class)))
                .add("ce_subject", bytes(row.get("subject", String.class)))
                .add("ce_specversion", bytes(row.get("specversion", String.class)))
                .add(
                        "ce_time",
                        bytes(row.get("created_at", OffsetDateTime.class)
                                .toInstant()
                                .toString()));
        String traceparent = row.get("traceparent", String.class);
        record.headers().add("traceparent", traceparent == null ? null : bytes(traceparent));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
