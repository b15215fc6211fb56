/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** A row that comes back is the row that went, whatever its types are and whoever's settings are in force. */
class RetainedTypesTest {

    private static final Contracts CONTRACTS =
            TestContracts.of("kept: a.\"Odd table\"(id bigint) <- b.children(p) CASCADE retain P30D");

    private final TestService service = new TestService("a", CONTRACTS)
            .sql(
                    "CREATE SCHEMA other",
                    "CREATE TYPE other.\"Mood, x\" AS ENUM ('so so', 'fine\"')",
                    "CREATE TYPE other.pair AS (a integer, b text)",
                    "CREATE DOMAIN other.short AS text CHECK (length(VALUE) < 9)",
                    "CREATE DOMAIN other.doc AS jsonb",
                    """
                    CREATE TABLE "Odd table" (
                        gone integer,
                        id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
                        doubled bigint GENERATED ALWAYS AS (id * 2) STORED,
                        "Quoted, ""name" text, "?" text, "{0}" char(5), t varchar(20), b bytea, num numeric, fixed numeric(8, 3),
                        f4 real, f8 double precision, yes boolean, day date, at timestamptz, plain timestamp, clock timetz,
                        span interval, u uuid, j json, jb jsonb, ints integer[], texts text[][], stamps timestamptz[],
                        docs jsonb[], mood other."Mood, x", duo other.pair, duos other.pair[], s other.short, d other.doc,
                        net inet, part cidr, mac macaddr, bits bit varying, x xml, range int8range, ranges tstzmultirange,
                        p point, v tsvector, m money, c "char", class regclass)""",
                    "ALTER TABLE \"Odd table\" DROP COLUMN gone")
            .install();

    @Test
    void rowsOfAllTypesComeBackAsTheyWere() {
        // Given
        service.sql(
                """
                INSERT INTO "Odd table" VALUES (DEFAULT, DEFAULT, ' a "quoted"\\ text
                ', 'ü€😀', 'ab', '', '\\x00ff27', 'NaN', 12.300, 'Infinity', '-0', false, 'infinity', '2026-02-28 23:59:59.999999+02',
                '1999-12-31 24:00:00', '12:00:00.5+05:30', '1 year -2 days 03:04:05.000006', gen_random_uuid(),
                '{"b" : 1, "b": 2,  "a": "\\u0000"}', '{"a": [1.50, null, "x"]}', '{1,NULL,3}', '{{"a,b","\\"c"},{NULL,""}}',
                '{2026-01-01 00:00:00.123456+00}', ARRAY['{"a": 1}', '"s"', 'null']::jsonb[], 'fine"', ROW(1, 'x,y'),
                ARRAY[ROW(NULL, NULL), ROW(2, '')]::other.pair[], 'short', '"a string"', '10.0.0.1/8', '10.0.0.0/8',
                '08:00:2b:01:02:03', B'00101', '<a>b</a>', '[1,5)', '{[2026-01-01,2026-01-02)}', '(1.5,-2)',
                'a:1 b:2', '1234.56', 'x', 'other.pair')""",
                "INSERT INTO \"Odd table\" (t) VALUES (NULL)",
                "INSERT INTO \"Odd table\" (duo, f8, num, j) VALUES (ROW(NULL, NULL), 5e-324, 1e-20, 'null')");
        List<String> before = rows();

        // When
        UUID deletion = service.dsl().transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            tx.execute("SET LOCAL datestyle = 'ISO, DMY'");
            tx.execute("SET LOCAL timezone = 'Asia/Tokyo'");
            tx.execute("SET LOCAL intervalstyle = 'iso_8601'");
            tx.execute("SET LOCAL extra_float_digits = -3");
            tx.execute("SET LOCAL bytea_output = 'escape'");
            UUID id = service.deletions().open(tx);
            assertThat(tx.execute("DELETE FROM \"Odd table\"")).isEqualTo(3);
            return id;
        });
        assertThat(rows()).isEmpty();
        service.sql("UPDATE cascade.delivery SET state = 'settled'");

        // When
        RestoreResult result = new Undo(service.dsl(), "a", CONTRACTS).restore(deletion);

        // Then
        assertThat(result).isEqualTo(new RestoreResult.Begun());
        assertThat(rows()).isEqualTo(before).hasSize(3);
        assertThat(service.count("cascade.retained_row")).isZero();
    }

    /** As text, each value by its own output function, in the order of the keys. */
    private List<String> rows() {
        return service.dsl().transactionResult(configuration -> {
            configuration.dsl().execute("SET LOCAL extra_float_digits = 3");
            return configuration
                    .dsl()
                    .fetch("SELECT r::text FROM \"Odd table\" AS r ORDER BY id")
                    .map(row -> row.get(0, String.class));
        });
    }
}
