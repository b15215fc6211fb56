/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.EngineListener;
import io.cascade.engine.brake.Brake;
import io.cascade.engine.drift.KeyRanges;
import io.cascade.engine.drift.OwnKeySet;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.drift.UnansweredException;
import io.cascade.engine.drift.Validation;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.publish.TableKeySet;
import io.cascade.engine.publish.TableParentKeys;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.testing.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Service {@code a} with parents and {@code b} with children, whose replica is compared. The test decides what happens while a
 * validation waits, and whether the parents' service answers.
 */
final class DriftFixture implements AutoCloseable {

    static final Duration EVERY = Duration.ofHours(1);

    /** Whatever stays although it is absent is not looked at again by itself while a test runs. */
    private static final ProvisionalKeys.Timing TIMING =
            new ProvisionalKeys.Timing(Duration.ZERO, Duration.ZERO, Duration.ofHours(1));

    final TestService parents;
    final TestService children;

    private final Contracts contracts;
    private final EventualCheck eventual;
    private final List<DriftCheck> checks = new ArrayList<>();
    private volatile Duration patience = Duration.ofSeconds(30);
    private volatile boolean silent;
    private volatile Runnable meanwhile = this::deliver;

    DriftFixture(Contracts contracts, String parentTable, String... childTables) {
        this.contracts = contracts;
        this.parents = TestService.migrated("a", contracts).sql(parentTable).install();
        this.children = TestService.migrated("b", contracts).sql(childTables).install();
        // The backfill that a subscriber asks for at its start, of no rows yet.
        parents.receiveReports(children.takeOutbox());
        parents.backfill();
        children.handler().handle(parents.takeOutbox());
        Subscriptions subscriptions = new Subscriptions("b", contracts);
        try (OrphanCheck orphans = new OrphanCheck(children.dsl(), subscriptions, KeyLookup.NONE)) {
            orphans.request();
            this.eventual = new EventualCheck(
                    "b",
                    children.dsl(),
                    subscriptions,
                    this::ask,
                    EngineListener.NONE,
                    100,
                    Brake.off(children.dsl()),
                    TIMING);
            eventual.round();
            eventual.round();
            await().until(() ->
                    children.count("cascade.relationship WHERE role = 'subscriber' AND state <> 'enforced'") == 0);
        }
    }

    /** Table {@code p (id integer)} with the ids up to a number, and {@code c (fk integer)} with two rows for each. */
    static DriftFixture of(Contracts contracts, int keys) {
        DriftFixture services = new DriftFixture(
                contracts,
                "CREATE TABLE p (id integer PRIMARY KEY, note text)",
                "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk integer)",
                "CREATE INDEX ON c (fk)");
        services.parents.sql("INSERT INTO p SELECT generate_series(1, " + keys + ")");
        services.deliver();
        services.children.sql("INSERT INTO c (fk) SELECT generate_series(1, " + keys + ") FROM generate_series(1, 2)");
        services.deliver();
        return services;
    }

    /** What happens while a validation waits for something; as long as nothing else is said, all events arrive. */
    void meanwhile(Runnable work) {
        meanwhile = work;
    }

    /** The parents' service gives no answer from here on. */
    void silence(boolean value) {
        silent = value;
    }

    void patience(Duration duration) {
        patience = duration;
    }

    Validation validate() {
        return run("r", false);
    }

    Validation repair() {
        return run("r", true);
    }

    Validation run(String relationship, boolean repair) {
        DriftCheck check = check();
        check.start(relationship, repair);
        return await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> check.find(relationship).orElseThrow(),
                        found -> found.state() != Validation.State.RUNNING);
    }

    DriftCheck check() {
        Subscriptions subscriptions = new Subscriptions("b", contracts);
        DriftCheck check = new DriftCheck(
                "b",
                children.dsl(),
                subscriptions,
                new OwnKeySet("b", ParentKeySet.NONE, parentKeys()),
                EVERY,
                new ReplicaValidation.Timing(patience, patience, () -> meanwhile.run()));
        checks.add(check);
        return check;
    }

    ParentKeySet parentKeys() {
        return new Interruptible(new TableKeySet(parents.dsl()));
    }

    /** Everything that was published arrives, and keys that wait for an answer get one. */
    void deliver() {
        deliver(parents.takeOutbox());
    }

    void deliver(List<ConsumerRecord<byte[], byte[]>> records) {
        KeyEventHandler handler = children.handler();
        handler.handle(records);
        handler.idle();
        eventual.round();
    }

    /** Without triggers and constraints, as a restored backup or somebody's hand might leave it. */
    void behindItsBack(String statement) {
        children.dsl().transaction(configuration -> {
            configuration.dsl().execute("SET LOCAL session_replication_role = replica");
            configuration.dsl().execute(statement);
        });
    }

    List<Integer> replica() {
        return children.values(
                Integer.class, "SELECT id FROM cascade.a__p__id WHERE provisional_since IS NULL ORDER BY 1");
    }

    List<Integer> references() {
        return children.values(Integer.class, "SELECT fk FROM c ORDER BY fk, id");
    }

    List<Integer> living() {
        return parents.values(Integer.class, "SELECT id FROM p ORDER BY 1");
    }

    private KeyLookup.Answer ask(Relationship relationship, List<String> key) {
        return silent
                ? new KeyLookup.Answer.Unknown("nobody is there")
                : new TableParentKeys(parents.dsl(), "a", contracts).find(relationship.name(), key);
    }

    @Override
    public void close() {
        checks.forEach(DriftCheck::close);
        eventual.close();
    }

    private final class Interruptible implements ParentKeySet {

        private final ParentKeySet keys;

        Interruptible(ParentKeySet keys) {
            this.keys = keys;
        }

        @Override
        public Digests digests(Relationship relationship, KeyRanges of, int moreBits) {
            return there().digests(relationship, of, moreBits);
        }

        @Override
        public KeyBatch keys(Relationship relationship, KeyRanges of) {
            return there().keys(relationship, of);
        }

        @Override
        public Look look(Relationship relationship, KeyBatch batch, @Nullable UUID barrier) {
            return there().look(relationship, batch, barrier);
        }

        private ParentKeySet there() {
            if (silent) {
                throw new UnansweredException("nobody is there");
            }
            return keys;
        }
    }
}
