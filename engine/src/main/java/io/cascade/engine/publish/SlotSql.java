/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

/**
 * The statement that makes a slot. From PostgreSQL 17 on it is a failover slot: standbys that synchronize slots keep a copy,
 * and the connector goes on with it after a failover. Without such standbys that changes nothing.
 */
final class SlotSql {

    private static final int FAILOVER_SINCE = 170_000;

    private SlotSql() {}

    /** @param serverVersion PostgreSQL's {@code server_version_num} */
    static String create(String slot, String serverVersion) {
        return Integer.parseInt(serverVersion) < FAILOVER_SINCE ? plain(slot) : failover(slot);
    }

    /** The same as statements of PL/pgSQL, for whichever version runs them. */
    static String perform(String slot) {
        return """
                IF current_setting('server_version_num')::integer < %d THEN
                PERFORM %s;
                ELSE
                PERFORM %s;
                END IF;"""
                .formatted(FAILOVER_SINCE, call(plain(slot)), call(failover(slot)));
    }

    static String plain(String slot) {
        return "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')";
    }

    static String failover(String slot) {
        return "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput', failover => true)";
    }

    private static String call(String select) {
        return select.substring("SELECT ".length());
    }
}
