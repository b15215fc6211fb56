/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

/** The bar: {@code ON DELETE CASCADE} in one database. */
public final class NativeForeignKey implements Contender {

    public static final String NAME = "native foreign key";

    private final Database database;

    public NativeForeignKey(BenchServer server) {
        database = server.create("bench_native");
        database.run(
                Tables.PARENTS,
                Tables.CHILDREN,
                "ALTER TABLE children ADD FOREIGN KEY (parent_id) REFERENCES parents ON DELETE CASCADE");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Database parents() {
        return database;
    }

    @Override
    public Database children() {
        return database;
    }

    @Override
    public void close() {
        database.close();
    }
}
