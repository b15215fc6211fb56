/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static io.cascade.engine.subscribe.ChangedRows.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.EventCodec;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import io.cascade.engine.undo.RestorationProgress;
import io.cascade.engine.undo.Restorations;
import io.cascade.engine.undo.RestoreResult;
import io.cascade.engine.undo.Undo;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Parents with more children than one transaction may change, where the children have children in another service. */
class ManyChildrenBelowTest {

    private static final int ROWS = 100;
    private static final String DELIVERIES =
            "SELECT concat_ws(' ', relationship, state, rows, rows_below) FROM cascade.delivery ORDER BY 1";

    private TestSystem system;
    private TestService top;
    private TestService middle;
    private TestService bottom;
    private ChangedRows changed;

    @Test
    void settleWhenTheLastOfTheLowestLevelIsGoneWithTheRowsOfAllTransactionsAndOnce() {
        // Given
        start("");
        KeyEventHandler handler = middle.handler();

        // When
        top.sql("DELETE FROM p WHERE id = 1");
        handler.handle(top.takeOutbox());
        handler.idle();
        bottom.take(middle.takeOutbox());
        assertThat(middle.count("c WHERE p = 1")).isEqualTo(250);
        middle.receiveReports(bottom.takeOutbox());
        top.take(middle.takeOutbox());

        // Then
        assertThat(middle.values(String.class, DELIVERIES)).allMatch(delivery -> delivery.startsWith("gc settled"));
        assertThat(top.values(String.class, "SELECT state FROM cascade.delivery"))
                .containsExactly("pending");
        assertThat(bottom.count("g")).isEqualTo(2 * 250 + 2 * 7);

        // And when all is done
        drain(handler);
        assertThat(middle.count("c")).isEqualTo(7);
        top.take(middle.takeOutbox().stream()
                .peek(record -> bottom.take(List.of(record)))
                .toList());
        assertThat(top.values(String.class, DELIVERIES)).containsExactly("cp applied 450 0");
        system.deliver();
        assertThat(top.values(String.class, DELIVERIES)).containsExactly("cp settled 450 900");
        assertThat(middle.count("c WHERE p = 2")).isEqualTo(7);
        assertThat(bottom.count("g")).isEqualTo(2 * 7);
        assertThat(middle.count("cascade.settlement")).isZero();
        assertThat(middle.values(Long.class, "SELECT sum(rows)::bigint FROM cascade.delivery"))
                .containsExactly(900L);
        assertThat(reports(Delivery.State.SETTLED)).isOne();
        changed.assertBounded(ROWS);
    }

    @Test
    void areKeptAsCopiesByAllTransactionsAndComeBackTogether() {
        // Given
        start(" retain P30D");
        List<String> before = contents();
        UUID deletion = top.dsl().transactionResult(configuration -> {
            UUID id = top.deletions().open(configuration.dsl());
            configuration.dsl().execute("DELETE FROM p WHERE id = 1");
            return id;
        });

        // When
        system.deliver();

        // Then
        changed.assertBounded(ROWS);
        assertThat(middle.count("c")).isEqualTo(7);
        assertThat(bottom.count("g")).isEqualTo(2 * 7);
        assertThat(middle.count("cascade.retained_row")).isEqualTo(450);
        assertThat(bottom.count("cascade.retained_row")).isEqualTo(900);

        // And when it is taken back
        assertThat(new Undo(top.dsl(), "a", system.contracts()).restore(deletion))
                .isEqualTo(new RestoreResult.Begun());
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            system.deliver();
            return Restorations.progress(top.dsl(), deletion).orElseThrow().state()
                    == RestorationProgress.State.RESTORED;
        });
        assertThat(contents()).isEqualTo(before);
    }

    private void start(String retain) {
        system = new TestSystem(TestContracts.of(
                "cp: a.p(id bigint) <- b.c(p) CASCADE" + retain, "gc: b.c(id bigint) <- d.g(c) CASCADE" + retain));
        top = system.service("a").sql("CREATE TABLE p (id bigint PRIMARY KEY)");
        middle = system.service("b")
                .rowsPerTransaction(ROWS)
                .sql("CREATE TABLE c (id bigint PRIMARY KEY, p bigint)", "CREATE INDEX ON c (p)");
        bottom = system.service("d")
                .rowsPerTransaction(ROWS)
                .sql("CREATE TABLE g (id bigint PRIMARY KEY, c bigint)", "CREATE INDEX ON g (c)");
        system.install();
        top.sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        middle.sql("INSERT INTO c SELECT g, 1 + (g > 450)::int FROM generate_series(1, 457) g");
        system.deliver();
        bottom.sql("INSERT INTO g SELECT g, (g + 1) / 2 FROM generate_series(1, 2 * 457) g");
        changed = ChangedRows.of(middle, "c");
    }

    private List<String> contents() {
        return List.of(top, middle, bottom).stream()
                .flatMap(service ->
                        service
                                .values(String.class, "SELECT t::text FROM " + table(service) + " AS t ORDER BY 1")
                                .stream())
                .toList();
    }

    private static String table(TestService service) {
        return switch (service.name()) {
            case "a" -> "p";
            case "b" -> "c";
            default -> "g";
        };
    }

    /** How often the middle has told the top. */
    private long reports(Delivery.State state) {
        return middle
                .values(String.class, "SELECT payload FROM cascade.outbox WHERE type LIKE '%deliveries.reported%'")
                .stream()
                .flatMap(payload -> EventCodec.deliveries(payload).stream())
                .filter(delivery -> delivery.state() == state)
                .count();
    }
}
