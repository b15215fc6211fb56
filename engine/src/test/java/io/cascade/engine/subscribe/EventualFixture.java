/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.EngineListener;
import io.cascade.engine.EngineSettings;
import io.cascade.engine.brake.Brake;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.publish.TableParentKeys;
import io.cascade.engine.testing.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Service {@code a} with its tables of parents and service {@code b} with those that refer to them. The test decides when
 * events arrive and when provisional keys are looked up, and may come between a question and its answer.
 */
final class EventualFixture implements AutoCloseable {

    /** No key has to wait: a round decides over all that is there. */
    static final ProvisionalKeys.Timing AT_ONCE =
            new ProvisionalKeys.Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    final TestService parents;
    final TestService children;
    final KeyEventHandler handler;

    private final Contracts contracts;
    private @Nullable Brake brake;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<EventualCheck> checks = new ArrayList<>();
    private volatile BiFunction<KeyLookup, List<String>, KeyLookup.Answer> through =
            (owner, key) -> owner.ask(relationship(), key);

    EventualFixture(Contracts contracts, String[] parentTables, String[] childTables) {
        this(
                contracts,
                new TestService("a", contracts).sql(parentTables).install(),
                new TestService("b", contracts).sql(childTables).install());
        // There are no rows to adopt: what comes from now on is new.
        resolveOnce();
    }

    EventualFixture(Contracts contracts, TestService parents, TestService children) {
        this.contracts = contracts;
        this.parents = parents;
        this.children = children;
        this.handler = children.handler();
    }

    /** Table {@code p (id integer)} and {@code c (fk integer)}. */
    static EventualFixture of(Contracts contracts) {
        return new EventualFixture(contracts, new String[] {"CREATE TABLE p (id integer PRIMARY KEY)"}, new String[] {
            "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk integer, note text)", "CREATE INDEX ON c (fk)"
        });
    }

    /** A service {@code b} that is the parent of its own tables. */
    static EventualFixture self(Contracts contracts, String... tables) {
        TestService service = new TestService("b", contracts).sql(tables).install();
        EventualFixture fixture = new EventualFixture(contracts, service, service);
        fixture.resolveOnce();
        return fixture;
    }

    /** One pass over the replica of {@code p}; returns how many keys went. */
    int sweep() {
        Subscriptions subscriptions = new Subscriptions("b", contracts);
        KeyReplica replica = subscriptions.replicas().get(0);
        return new UnreferredKeys(children.dsl(), replica, subscriptions.of(replica)).sweep();
    }

    /** What the children's instances heed from now on. */
    void braking(Brake by) {
        brake = by;
    }

    /** Another instance of the children's service. */
    EventualCheck instance(ProvisionalKeys.Timing timing) {
        EventualCheck check = new EventualCheck(
                "b",
                children.dsl(),
                new Subscriptions("b", contracts),
                (relationship, key) -> {
                    asked.add(String.join("|", key));
                    return through.apply(this::owner, key);
                },
                EngineListener.NONE,
                EngineSettings.DEFAULT_ROWS_PER_TRANSACTION,
                brake == null ? Brake.off(children.dsl()) : brake,
                timing);
        checks.add(check);
        return check;
    }

    /** Answers instead of the owner, who may be asked too. */
    void answering(BiFunction<KeyLookup, List<String>, KeyLookup.Answer> answer) {
        through = answer;
    }

    void answeringTruly() {
        through = (owner, key) -> owner.ask(relationship(), key);
    }

    Relationship relationship() {
        return contracts.relationships().get(0);
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Adopts, asks and decides, until nothing changes. */
    void resolve() {
        EventualCheck check = instance(AT_ONCE);
        IntStream.range(0, 3).forEach(round -> check.round());
    }

    void resolveOnce() {
        instance(AT_ONCE).round();
    }

    /** Lets everything arrive that was published; then what waits for keys gets its turn. */
    void deliver() {
        handler.handle(parents.takeOutbox());
        handler.idle();
    }

    void report() {
        parents.receiveReports(children.takeOutbox());
    }

    List<String> deliveries() {
        return parents.values(String.class, "SELECT state || ' ' || rows FROM cascade.delivery ORDER BY created_at");
    }

    /** The keys of the replica of {@code p}, the provisional ones with a question mark. */
    List<String> replica() {
        return children.values(
                String.class,
                "SELECT id || CASE WHEN provisional_since IS NULL THEN '' ELSE '?' END FROM cascade.a__p__id"
                        + " ORDER BY id");
    }

    List<Integer> references() {
        return children.values(Integer.class, "SELECT fk FROM c ORDER BY fk, id");
    }

    String state(String relationship) {
        return children.values(
                        String.class,
                        "SELECT concat_ws(' ', r.state, r.orphans, con.convalidated::text) FROM cascade.relationship r"
                                + " LEFT JOIN pg_constraint con ON con.conname = r.name WHERE r.role = 'subscriber' AND"
                                + " r.name = '" + relationship + "'")
                .get(0);
    }

    private KeyLookup.Answer owner(Relationship relationship, List<String> key) {
        return new TableParentKeys(parents.dsl(), parents.name(), contracts).find(relationship.name(), key);
    }

    @Override
    public void close() {
        checks.forEach(EventualCheck::close);
    }
}
