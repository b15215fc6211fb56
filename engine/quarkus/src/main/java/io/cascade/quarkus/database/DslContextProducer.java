/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.database;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/**
 * jOOQ on the service's pool. Transactions are jOOQ's own, {@code transactionResult}: one database and no second resource,
 * so a transaction manager would add nothing but a second way to begin one.
 */
final class DslContextProducer {

    @Produces
    @Singleton
    static DSLContext dsl(DataSource dataSource) {
        return DSL.using(dataSource, SQLDialect.POSTGRES, new Settings().withExecuteLogging(false));
    }
}
