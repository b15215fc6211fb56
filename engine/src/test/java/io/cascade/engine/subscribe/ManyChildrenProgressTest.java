/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.DeletionQuery;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known above while a key with very many children is being deleted. */
class ManyChildrenProgressTest {

    private final TestSystem system = new TestSystem(
            TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE", "s: b.c(id bigint) <- c.d(fk) CASCADE"));

    @BeforeEach
    void install() {
        service("a").sql("CREATE TABLE p (id bigint PRIMARY KEY)");
        service("b").sql("CREATE TABLE c (id bigint PRIMARY KEY, fk bigint)", "CREATE INDEX ON c (fk)");
        service("c").sql("CREATE TABLE d (fk bigint)", "CREATE INDEX ON d (fk)");
        system.install();
        service("a").sql("INSERT INTO p VALUES (1)");
        system.deliver();
    }

    @Test
    void rowsThatAreGoneAreCountedBeforeTheKeyIs() {
        // Given
        service("b").rowsPerTransaction(100).sql("INSERT INTO c SELECT g, 1 FROM generate_series(1, 450) AS g");
        service("a").sql("DELETE FROM p");
        KeyEventHandler handler = service("b").handler();

        // When
        handler.handle(service("a").takeOutbox());
        anHourPasses("a");
        assertThat(deletion().state()).isEqualTo(Deletion.State.STUCK);
        handler.idle();
        List<ConsumerRecord<byte[], byte[]>> records = service("b").takeOutbox();
        system.services().forEach(service -> service.take(records));

        // Then
        assertThat(deletion().state()).isEqualTo(Deletion.State.RUNNING);
        assertThat(deletion().relationships().get(0).rows()).isEqualTo(200);
        assertThat(deletion().relationships().get(0).eventsApplied()).isZero();

        // And when it is done
        service("b").work();
        system.deliver();
        assertThat(deletion().state()).isEqualTo(Deletion.State.SETTLED);
        assertThat(deletion().rows()).isEqualTo(450);
    }

    @Test
    void soItIsTwoLevelsAbove() {
        // Given
        service("b").sql("INSERT INTO c VALUES (1, 1)");
        system.deliver();
        service("c").rowsPerTransaction(100).sql("INSERT INTO d SELECT 1 FROM generate_series(1, 450)");
        service("a").sql("DELETE FROM p");
        service("b").take(service("a").takeOutbox());
        KeyEventHandler handler = service("c").handler();
        List<ConsumerRecord<byte[], byte[]>> records = service("b").takeOutbox();
        service("a").take(records);
        handler.handle(records.stream()
                .filter(record -> service("c").topics().contains(record.topic()))
                .toList());
        anHourPasses("a");
        assertThat(deletion().state()).isEqualTo(Deletion.State.STUCK);

        // When
        handler.idle();
        service("b").take(service("c").takeOutbox());
        service("a").take(service("b").takeOutbox());

        // Then
        assertThat(deletion().state()).isEqualTo(Deletion.State.RUNNING);
        assertThat(deletion().rows()).isEqualTo(1);
        service("c").work();
        system.deliver();
        assertThat(deletion().state()).isEqualTo(Deletion.State.SETTLED);
        assertThat(deletion().rows()).isEqualTo(451);
    }

    private void anHourPasses(String name) {
        service(name)
                .sql(
                        "UPDATE cascade.delivery SET created_at = created_at - interval '1 hour', reported_at = reported_at - interval '1 hour'");
    }

    private Deletion deletion() {
        return service("a").deletions().list(DeletionQuery.newest(1)).get(0);
    }

    private TestService service(String name) {
        return system.service(name);
    }
}
