/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.deadletter.DeadLetter;
import io.cascade.engine.deadletter.DeadLetters.Outcome;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The parents p of service a and their children in service b, which a trigger or a constraint of b keeps. */
final class DeadLetterFixture {

    static final String REPLICA = "cascade.a__p__id";
    static final String HELD = REPLICA + "__held";

    final TestService parents;
    final TestService children;
    final KeyEventHandler handler;

    DeadLetterFixture(String... relationships) {
        parents = TestService.migrated("a", TestContracts.of(relationships))
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        children = TestService.migrated("b", TestContracts.of(relationships))
                .sql(
                        "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, fk bigint, note text)",
                        "CREATE INDEX ON c (fk)",
                        "CREATE TABLE d (fk bigint)",
                        "CREATE INDEX ON d (fk)",
                        "CREATE TABLE lock (c_id bigint REFERENCES c, note text)",
                        "CREATE INDEX ON lock (c_id)")
                .install();
        deliver();
        parents.backfill();
        deliver();
        handler = children.handler();
    }

    static DeadLetterFixture cascading() {
        return new DeadLetterFixture("r: a.p(id bigint) <- b.c(fk) CASCADE");
    }

    /** Parents with one child each. */
    DeadLetterFixture live(int count) {
        parents.sql("INSERT INTO p SELECT generate_series(1, " + count + ")");
        deliver();
        children.sql("INSERT INTO c (fk) SELECT generate_series(1, " + count + ")");
        return this;
    }

    /** A row that must stay refers to the child of the key. */
    DeadLetterFixture keep(int key) {
        children.sql("INSERT INTO lock SELECT id FROM c WHERE fk = " + key);
        return this;
    }

    void mend() {
        children.sql("DELETE FROM lock");
    }

    List<ConsumerRecord<byte[], byte[]>> parentsDo(String... statements) {
        parents.sql(statements);
        return deliver();
    }

    /** There and back, and what waits. */
    List<ConsumerRecord<byte[], byte[]>> deliver() {
        List<ConsumerRecord<byte[], byte[]>> records = parents.takeOutbox();
        children.take(records);
        settle();
        return records;
    }

    /** What waits and may go on, goes on. */
    void settle() {
        if (handler != null) {
            for (int i = 0; i < 5; i++) {
                handler.wake();
                handler.idle();
            }
        }
        parents.take(children.takeOutbox());
    }

    Outcome replay(long id) {
        Outcome outcome = children.deadLetters().replay(id);
        settle();
        return outcome;
    }

    Outcome discard(long id) {
        Outcome outcome = children.deadLetters().discard(id, "no longer wanted");
        settle();
        return outcome;
    }

    DeadLetter letter() {
        List<DeadLetter> letters = children.deadLetters().newest(null, null, 10);
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    List<Long> referred() {
        return children.values(Long.class, "SELECT fk FROM c ORDER BY 1");
    }

    List<Long> keys() {
        return children.values(Long.class, "SELECT id FROM " + REPLICA + " ORDER BY 1");
    }

    List<String> deliveries() {
        return parents.values(
                String.class,
                "SELECT relationship || ' ' || state || ' ' || rows FROM cascade.delivery ORDER BY created_at, 1");
    }
}
