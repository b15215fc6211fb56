/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Database;

/** Counts the rows that each transaction takes out of {@code children}, as long as it is open. */
final class LargestTransaction implements AutoCloseable {

    static final String METRIC = "largest transaction";

    private final Database database;

    LargestTransaction(Database database) {
        this.database = database;
        database.run(
                "CREATE UNLOGGED TABLE public.bench_deleted (transaction xid8 NOT NULL, rows bigint NOT NULL)",
                """
                CREATE FUNCTION public.bench_count() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO public.bench_deleted SELECT pg_current_xact_id(), count(*) FROM deleted;
                    RETURN NULL;
                END
                $$""",
                "CREATE TRIGGER bench_count AFTER DELETE ON public.children REFERENCING OLD TABLE AS deleted"
                        + " FOR EACH STATEMENT EXECUTE FUNCTION public.bench_count()");
    }

    long rows() {
        return database.number(
                "SELECT coalesce(max(total), 0) FROM"
                        + " (SELECT sum(rows)::bigint AS total FROM public.bench_deleted GROUP BY transaction) AS transactions");
    }

    @Override
    public void close() {
        database.run(
                "DROP TRIGGER bench_count ON public.children",
                "DROP FUNCTION public.bench_count()",
                "DROP TABLE public.bench_deleted");
    }
}
