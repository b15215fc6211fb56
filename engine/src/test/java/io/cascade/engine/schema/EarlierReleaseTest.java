/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** Deliveries from before there was settlement. */
class EarlierReleaseTest {

    private static final String ONE = "00000000-0000-0000-0000-00000000000";

    private final DataSource database = TestPostgres.newDatabase();
    private final DSLContext dsl = TestPostgres.dsl(database);

    @Test
    void whatWasAppliedCountsAsSettledAndWhatIsOpenStaysOpen() throws SQLException {
        // Given
        execute("CREATE SCHEMA cascade");
        migrate(1, 3);
        execute("INSERT INTO cascade.deletion (id, origin) VALUES ('" + ONE + "0', 'sql')");
        String[] states = {"applied", "pending", "failed"};
        for (int i = 0; i < states.length; i++) {
            execute(
                    "INSERT INTO cascade.outbox (id, topic, record_key, type, source, subject, deletion_id, keys, payload)"
                            + " VALUES ('" + ONE + i + "', 't', '0', 'x', 's', 'public.p', '" + ONE + "0', " + (i + 1)
                            + ", '{}')");
            execute("INSERT INTO cascade.delivery (event_id, relationship, deletion_id, state, reported_at, reason)"
                    + " VALUES ('" + ONE + i + "', 'r', '" + ONE + "0', '" + states[i] + "', '2026-01-01', "
                    + (states[i].equals("failed") ? "'why'" : "NULL") + ")");
        }

        // When
        migrate(4, 4);

        // Then
        assertThat(dsl.fetch("SELECT concat_ws(' ', state, subject, keys, settled_at IS NOT NULL, cause_event)"
                                + " FROM cascade.delivery ORDER BY keys")
                        .map(row -> row.get(0, String.class)))
                .containsExactly("settled public.p 1 t", "pending public.p 2 f", "failed public.p 3 f");
        assertThat(dsl.fetchSingle("SELECT requested_by || coalesce(client, '') FROM cascade.deletion")
                        .get(0, String.class))
                .as("nobody knows who it was")
                .isEmpty();
        execute("INSERT INTO cascade.deletion (id, origin) VALUES ('" + ONE + "1', 'sql')");
        assertThat(dsl.fetchSingle("SELECT requested_by = session_user FROM cascade.deletion WHERE id = '" + ONE + "1'")
                        .get(0, Boolean.class))
                .isTrue();
    }

    private void migrate(int from, int to) throws SQLException {
        for (Migration migration : Migrations.all()) {
            int version = Integer.parseInt(migration.version());
            if (version >= from && version <= to) {
                execute(migration.sql());
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
