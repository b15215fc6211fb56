/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.EngineListener;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A delete of many rows while the database suffers. */
class BrakedDeleteTest {

    @Test
    void itGoesOnInSmallTransactionsAndComesToTheSameEnd() {
        // Given
        TestSystem system = new TestSystem(TestContracts.of("r: a.p(id integer) <- b.c(p) CASCADE"));
        TestService parents = system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        TestService children =
                system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.install();
        parents.sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        children.sql("INSERT INTO c SELECT g, 1 FROM generate_series(1, 1000) AS g", "INSERT INTO c VALUES (2000, 2)");
        String slot = "brake_" + UUID.randomUUID().toString().replace("-", "");
        children.dsl().fetch("SELECT pg_create_physical_replication_slot(?, true)", slot);
        children.sql("CREATE TABLE log (rows bigint)")
                .sql(
                        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
                                + " 'BEGIN INSERT INTO log SELECT count(*) FROM gone; RETURN NULL; END'",
                        "CREATE TRIGGER note AFTER DELETE ON c REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note()");
        Brake brake = new Brake(children.dsl(), new BrakeSettings(Duration.ZERO, 1, 0, 100), EngineListener.NONE);
        brake.look();
        assertThat(brake.strains()).containsExactly(Strain.WAL);
        try {
            // When
            children.braking(brake);
            parents.sql("DELETE FROM p WHERE id = 1");
            system.deliver();
        } finally {
            children.dsl().fetch("SELECT pg_drop_replication_slot(?)", slot);
        }

        // Then
        assertThat(children.values(Integer.class, "SELECT id FROM c")).containsExactly(2000);
        assertThat(children.values(Long.class, "SELECT max(rows) FROM log")).containsExactly(100L);
        assertThat(parents.values(String.class, "SELECT state FROM cascade.delivery"))
                .containsExactly("settled");
    }
}
