/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.local.contract.JdbcUrl;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.postgres.GivenDatabase;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.local.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenDatabaseTest {

    @TempDir
    private Path directory;

    @Test
    void aServiceRunsOnTheDatabaseThatItsOwnerBringsAndLeavesItThere() throws Exception {
        // Given
        Path home = StubProject.in(directory.resolve("project"));
        TestDatabase given =
                new TestDatabase("CREATE TABLE children (parent_id bigint)", "INSERT INTO children VALUES (7)");
        LocalStackBuilder builder = LocalStack.builder()
                .home(home)
                .data(directory.resolve("data"))
                .postgresBinaries(Path.of("target/postgres-binaries").toAbsolutePath())
                .jdbc("child-service", new JdbcUrl(given.url()));

        // When
        try (LocalStack stack = builder.start()) {
            // Then
            assertThat(given.count("pg_replication_slots WHERE slot_name = 'cascade_child_service' AND active"))
                    .isEqualTo(1);
            assertThat(given.url()).startsWith(stack.service("child-service").jdbcUrl());
        }
        given.sql("CREATE TABLE cascade.inbox (id int)", "INSERT INTO cascade.inbox VALUES (1)");
        assertThatThrownBy(() -> builder.fresh(true).start())
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("./cascade sql child-service --uninstall");
        assertThat(directory.resolve("data/postgres")).exists();
        assertThat(given.count("children")).isEqualTo(1);
        given.sql("SELECT pg_drop_replication_slot('cascade_child_service')");
    }

    @Test
    void namesAllThatTheRoleMayNot() {
        // Given
        TestDatabase given = new TestDatabase("CREATE ROLE plain LOGIN");
        JdbcUrl url = new JdbcUrl(given.url().replace("user=postgres", "user=plain"));

        // When // Then
        assertThatThrownBy(() -> new GivenDatabase("orders", url).check(true))
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("ALTER ROLE \"plain\" REPLICATION")
                .hasMessageContaining("GRANT CREATE ON DATABASE");
        given.sql("DROP ROLE plain");
    }

    @Test
    void namesAServerThatPublishesNothingAndOneThatDoesNotAnswer() throws Exception {
        // Given
        JdbcUrl url;
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "replica")
                .start()) {
            url = new JdbcUrl(server.getJdbcUrl("postgres", "postgres"));

            // When // Then
            assertThatThrownBy(() -> new GivenDatabase("orders", url).check(false))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("wal_level replica");
        }
        assertThatThrownBy(() -> new GivenDatabase("orders", url).check(false))
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("The database of orders")
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void keepsThePasswordOutOfWhatIsShown() {
        // When
        ServiceDatabase database = new GivenDatabase(
                        "order-service",
                        new JdbcUrl("jdbc:postgresql://db.local:5433/orders?user=me&password=s%26cret&sslmode=require"))
                .open();

        // Then
        assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://db.local:5433/orders?sslmode=require");
        assertThat(database.host()).isEqualTo("db.local");
        assertThat(database.port()).isEqualTo(5433);
        assertThat(database.name()).isEqualTo("orders");
        assertThat(database.user()).isEqualTo("me");
        assertThat(database.password()).isEqualTo("s&cret");
        assertThat(database.slot()).isEqualTo("cascade_order_service");
        assertThat(database.superuserJdbcUrl()).endsWith("?sslmode=require&user=me&password=s%26cret");
    }
}
