/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

/**
 * Where a PostgreSQL server is and who may do everything there.
 *
 * @param host as this process reaches it
 * @param innerHost as Kafka Connect reaches it, which may be in another network
 * @param superuserPassword without characters that a URL would need escaped
 */
public record DatabaseServer(
        String host, int port, String innerHost, int innerPort, String superuser, String superuserPassword) {

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    public String superuserJdbcUrl(String database) {
        return jdbcUrl(database) + "?user=" + superuser + "&password=" + superuserPassword;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
