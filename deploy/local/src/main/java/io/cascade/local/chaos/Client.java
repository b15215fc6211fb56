/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.sql.SQLException;

/** Does one thing after the other, as often as it is asked to. */
interface Client extends AutoCloseable {

    /** One thing; an exception means that a server is away. */
    void act() throws SQLException;

    @Override
    void close();
}
