/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.EngineListener;
import io.cascade.engine.preflight.DatabaseInspection;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** Somebody who receives the log as a standby does. */
class StandbyDelayTest {

    private static final BrakeSettings LIMITS = new BrakeSettings(Duration.ofSeconds(1), 0, 0, 100);

    @Test
    void aStandbyThatDoesNotReplayBrakesUntilItHas() throws Exception {
        try (EmbeddedPostgres server = TestPostgres.start("replica");
                Connection standby = replication(server)) {
            // Given
            DSLContext dsl = TestPostgres.dsl(server.getPostgresDatabase());
            Brake brake = new Brake(dsl, LIMITS, EngineListener.NONE);
            LogSequenceNumber start = written(dsl);
            PGReplicationStream stream = standby.unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .physical()
                    .withStartPosition(start)
                    .withStatusInterval(100, TimeUnit.MILLISECONDS)
                    .start();
            dsl.execute("CREATE TABLE t AS SELECT generate_series(1, 100) AS i");

            // When / Then
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                receive(stream, start);
                brake.look();
                assertThat(brake.strains()).containsExactly(Strain.REPLICA_LAG);
            });

            // When
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                receive(stream, stream.getLastReceiveLSN());
                brake.look();
                assertThat(brake.strains()).isEmpty();
            });
            stream.close();
        }
    }

    @Test
    void whoMayNotReadItIsNotBrakedByIt() throws Exception {
        try (EmbeddedPostgres server = TestPostgres.start("replica");
                Connection standby = replication(server)) {
            // Given
            DSLContext superuser = TestPostgres.dsl(server.getPostgresDatabase());
            PGReplicationStream stream = standby.unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .physical()
                    .withStartPosition(written(superuser))
                    .start();
            superuser.execute("CREATE ROLE plain LOGIN");

            // When
            DSLContext plain = TestPostgres.dsl(server.getDatabase("plain", "postgres"));

            // Then
            assertThat(new StrainSample(LIMITS).take(plain)).isEmpty();
            assertThat(advice(server)).singleElement().asString().contains("GRANT pg_read_all_stats");
            superuser.execute("GRANT pg_read_all_stats TO plain");
            assertThat(new StrainSample(LIMITS).take(TestPostgres.dsl(server.getDatabase("plain", "postgres"))))
                    .containsKey(Strain.REPLICA_LAG);
            assertThat(advice(server)).isEmpty();
            stream.close();
        }
    }

    private static List<String> advice(EmbeddedPostgres server) throws SQLException {
        try (Connection plain = server.getDatabase("plain", "postgres").getConnection()) {
            return DatabaseInspection.of(plain, "b", TestContracts.of("r: a.p(id integer) <- b.c(p) CASCADE"))
                    .advice();
        }
    }

    private static void receive(PGReplicationStream stream, LogSequenceNumber replayed) throws Exception {
        while (stream.readPending() != null) {
            // Only the place in the log matters.
        }
        stream.setFlushedLSN(replayed);
        stream.setAppliedLSN(replayed);
        stream.forceUpdateStatus();
    }

    private static LogSequenceNumber written(DSLContext dsl) {
        return LogSequenceNumber.valueOf(
                dsl.fetchSingle("SELECT pg_current_wal_lsn()::text").get(0, String.class));
    }

    private static Connection replication(EmbeddedPostgres server) throws Exception {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, "postgres");
        PGProperty.REPLICATION.set(properties, "true");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        return DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"), properties);
    }
}
