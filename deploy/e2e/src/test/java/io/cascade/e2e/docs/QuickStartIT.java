/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The front page's relationship of one's own, with its files, tables and statements as they stand there. */
class QuickStartIT {

    private static final Document README = Document.of("README.md");

    @TempDir
    private Path directory;

    @Test
    void theRelationshipOfTheFrontPageWorksAsItSays() throws Exception {
        // Given
        write(README.blocks("relationships/"));
        write(README.blocks("schema/"));
        String order = README.block("in order-service");
        try (LocalStack stack = LocalStack.builder().contracts(directory).start()) {
            RunningService customers = stack.service("customer-service");
            RunningService orders = stack.service("order-service");
            assertThatThrownBy(() -> run(orders, order))
                    .isInstanceOf(SQLException.class)
                    .extracting("SQLState")
                    .isEqualTo("23503");
            run(customers, README.block("in customer-service"));
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> {
                        run(orders, order);
                        return true;
                    });
            assertThat(count(orders)).isEqualTo(1);

            // When
            run(customers, "DELETE FROM customers");

            // Then
            await().atMost(Duration.ofSeconds(60)).until(() -> count(orders) == 0);
        }
    }

    private void write(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    private static void run(RunningService service, String sql) throws SQLException {
        try (Connection connection = connect(service);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(RunningService orders) throws SQLException {
        try (Connection connection = connect(orders);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM orders")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection connect(RunningService service) throws SQLException {
        return DriverManager.getConnection(service.jdbcUrl(), service.user(), service.password());
    }
}
