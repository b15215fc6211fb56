/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A service of a stack. Its address and database stay the same through any number of restarts. */
public interface StackService {

    String name();

    /** Its REST API. */
    URI url();

    String jdbcUrl();

    String user();

    String password();

    /** With user and password of the server's superuser, for what no service may do. */
    String superuserJdbcUrl();

    /** A session in the service's database as the service's own role, for the caller to close. */
    default Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    /** Another one after each start, be it one by {@link #restart()} or one that nobody asked for. */
    String run();

    boolean isAlive();

    /** Like a power cut for the service: no shutdown code runs. */
    void kill();

    /** Ends the service in an orderly way. */
    void stop();

    /** Runs the service again, where it was, after {@link #kill()} or {@link #stop()}; returns once it is ready. */
    void restart();

    /**
     * One more process of the service on the same database, as a second pod of a deployment is; returns once it is ready. It
     * ends with the stack at the latest.
     */
    Replica addReplica();

    /** A further process of a service. */
    interface Replica extends AutoCloseable {

        URI url();

        /** Like a node that is lost: no shutdown code runs. */
        void kill();

        /** Ends the process in an orderly way, as a drained node does. */
        @Override
        void close();
    }
}
