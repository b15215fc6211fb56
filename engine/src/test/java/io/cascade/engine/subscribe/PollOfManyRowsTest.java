/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static io.cascade.engine.subscribe.ChangedRows.drain;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A poll with events of few rows each, which together are more than one transaction may change. */
class PollOfManyRowsTest {

    private static final int ROWS = 100;
    private static final int KEYS = 12;
    private static final int ROWS_OF_KEY = 40;

    private TestService parents;
    private TestService children;
    private ChangedRows changed;
    private KeyEventHandler handler;

    @BeforeEach
    void start() {
        Contracts contracts = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");
        parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        children = new TestService("b", contracts)
                .rowsPerTransaction(ROWS)
                .sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)")
                .install();
        changed = ChangedRows.of(children, "c");
        parents.sql("INSERT INTO p SELECT generate_series(1, " + (KEYS + 1) + ")");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c SELECT g % " + (KEYS + 1) + " + 1 FROM generate_series(1, "
                + ROWS_OF_KEY * (KEYS + 1) + ") g");
        children.sql("TRUNCATE cascade.inbox");
        handler = children.handler();
    }

    @Test
    void isAppliedInBoundedTransactionsWithNothingSetAsideAndEachEventReportedOnce() {
        // When
        handler.handle(deletes());

        // Then
        assertThat(handler.busy()).isFalse();
        assertThat(children.count("cascade.a__p__id__held")).isZero();
        assertAllApplied();
        assertThat(children.count("cascade.inbox")).isEqualTo(KEYS);
        assertThat(children.values(Long.class, "SELECT count(*) FROM cascade.inbox GROUP BY xmin"))
                .hasSize(KEYS / 2)
                .containsOnly(2L);
    }

    @Test
    void thatBringsEventsTwiceAndComesAgainItselfChangesNothingMore() {
        // Given
        List<ConsumerRecord<byte[], byte[]>> deletes = deletes();
        List<ConsumerRecord<byte[], byte[]>> twice = new ArrayList<>(deletes);
        twice.addAll(3, deletes.subList(0, 3));
        twice.addAll(deletes);

        // When
        handler.handle(twice);
        handler.handle(deletes);
        children.handler().handle(twice);

        // Then
        assertAllApplied();
        assertThat(children.count("cascade.inbox")).isEqualTo(KEYS);
    }

    @Test
    void goesOnAfterTheEventThatIsRefused() {
        // Given
        children.sql(
                "CREATE TABLE lock (fk bigint REFERENCES cascade.a__p__id)",
                "INSERT INTO lock VALUES (" + KEYS / 2 + ")");

        // When
        handler.handle(deletes());
        drain(handler);

        // Then
        assertThat(children.values(Long.class, "SELECT DISTINCT fk FROM c ORDER BY 1"))
                .containsExactly(KEYS / 2L, KEYS + 1L);
        assertThat(children.count("c")).isEqualTo(2 * ROWS_OF_KEY);
        assertThat(children.count("cascade.dead_letter")).isOne();
        changed.assertBounded(ROWS);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT state FROM cascade.delivery ORDER BY 1"))
                .hasSize(KEYS)
                .startsWith("failed")
                .containsOnlyOnce("failed");
    }

    /** An event each. */
    private List<ConsumerRecord<byte[], byte[]>> deletes() {
        IntStream.rangeClosed(1, KEYS).forEach(key -> parents.sql("DELETE FROM p WHERE id = " + key));
        List<ConsumerRecord<byte[], byte[]>> records = parents.takeOutbox();
        assertThat(records).hasSize(KEYS);
        return records;
    }

    private void assertAllApplied() {
        assertThat(children.values(Long.class, "SELECT DISTINCT fk FROM c")).containsExactly(KEYS + 1L);
        assertThat(children.count("c")).isEqualTo(ROWS_OF_KEY);
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(KEYS + 1L);
        changed.assertBounded(ROWS);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT concat_ws(' ', state, rows) FROM cascade.delivery"))
                .hasSize(KEYS)
                .containsOnly("settled " + ROWS_OF_KEY);
    }
}
