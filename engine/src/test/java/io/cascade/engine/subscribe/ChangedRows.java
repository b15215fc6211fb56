/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.testing.TestService;

/** Notes how many rows of the watched tables each transaction deletes or changes. */
final class ChangedRows {

    private final TestService service;

    private ChangedRows(TestService service) {
        this.service = service;
    }

    static ChangedRows of(TestService service, String... tables) {
        service.sql(
                "CREATE TABLE changed (xact xid8, rows bigint)",
                "CREATE FUNCTION changed() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                        + " INSERT INTO changed SELECT pg_current_xact_id(), count(*) FROM old_rows; RETURN NULL; END$$");
        for (String table : tables) {
            service.sql(
                    "CREATE TRIGGER d AFTER DELETE ON " + table
                            + " REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION changed()",
                    "CREATE TRIGGER u AFTER UPDATE ON " + table
                            + " REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION changed()");
        }
        return new ChangedRows(service);
    }

    void assertBounded(int rows) {
        assertThat(service.values(
                        Long.class, "SELECT sum(rows)::bigint FROM changed GROUP BY xact HAVING sum(rows) > 0"))
                .hasSizeGreaterThan(3)
                .allMatch(changed -> changed <= rows);
    }

    /** Works on what was set aside until nothing is left that can go on. */
    static void drain(KeyEventHandler handler) {
        int rounds = 0;
        do {
            handler.idle();
            assertThat(++rounds).isLessThan(50);
        } while (handler.busy());
        handler.idle();
    }
}
