/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The types of key columns. Each has values that are hard to carry, and plain ones for everything else. */
public enum ValueType {
    SMALLINT("smallint", "0", "-1", "32767", "-32768"),
    INTEGER("integer", "0", "-1", "2147483647", "-2147483648"),
    BIGINT("bigint", "0", "-1", "9223372036854775807", "-9223372036854775808", "9007199254740993", "4294967296"),
    UUID(
            "uuid",
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}"),
    TEXT("text"),
    VARCHAR("varchar"),
    DATE(
            "date",
            "infinity",
            "-infinity",
            "4713-01-01 BC",
            "0044-03-15 BC",
            "5874897-12-31",
            "2024-02-29",
            "0001-01-01",
            "10000-01-01"),
    TIMESTAMP(
            "timestamp",
            "infinity",
            "-infinity",
            "4713-01-01 00:00:00 BC",
            "294276-12-31 23:59:59.999999",
            "2024-02-29 23:59:59.999999",
            "2026-03-29 02:30:00.000001",
            "1969-12-31 23:59:59.1"),
    TIMESTAMPTZ(
            "timestamptz",
            "infinity",
            "-infinity",
            "4713-01-02 00:00:00+00 BC",
            "294276-12-31 23:59:59.999999+00",
            "2026-03-29 02:30:00.000001+02",
            "1883-11-18 12:03:57-05:50:36",
            "2026-01-01 00:00:00+14"),
    /** What the REST APIs of the example take as an id. */
    ID("bigint");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "'",
            "''",
            "\"",
            "\\",
            "\\'",
            "a\\u0000b",
            "\t",
            "\n",
            "\r\n",
            "\u0001",
            "\u001f",
            "\u007f",
            "\u0085",
            "\u00e9",
            "e\u0301",
            "\u0130",
            "i\u0307",
            "\u00df",
            "\u200d",
            "\u202e",
            "\u2028",
            "\ufeff",
            "\ufffd",
            "\ud83d\ude00",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "\ud800\udf48",
            "\udbff\udffd",
            "NULL",
            "{a,b}",
            "[1,2]",
            "(1,2)",
            "$$",
            "$1",
            "?",
            "%s",
            "</script>",
            "a,b",
            "trailing ",
            "K",
            "\u212a",
            "x".repeat(700));

    private final String sql;
    private final List<String> hard;

    ValueType(String sql, String... hard) {
        this.sql = sql;
        this.hard = Arrays.asList(hard);
    }

    public String sql() {
        return sql;
    }

    int hardValues() {
        return isText() ? TEXTS.size() : hard.size();
    }

    /** The value at a place: the hard ones first. */
    String literal(int place) {
        if (place >= hardValues()) {
            return plain(Integer.toString(place));
        }
        return (isText() ? SqlText.literal(TEXTS.get(place)) : "'" + hard.get(place) + "'") + "::" + sql;
    }

    /** A value for each value of an integer expression, different from all that {@link #literal} gives for other integers. */
    String plain(String ordinal) {
        return switch (this) {
            case SMALLINT -> "(" + ordinal + ")::smallint";
            case INTEGER, BIGINT, ID -> ordinal;
            case UUID -> "md5((" + ordinal + ")::text)::uuid";
            case TEXT, VARCHAR -> "('b' || (" + ordinal + "))";
            case DATE -> "(date '2100-01-01' + (" + ordinal + "))";
            case TIMESTAMP -> "(timestamp '2100-01-01 00:00:00.000001' + (" + ordinal + ") * interval '1 minute')";
            case TIMESTAMPTZ ->
                "(timestamptz '2100-01-01 00:00:00.000001+00' + (" + ordinal + ") * interval '1 minute')";
        };
    }

    private boolean isText() {
        return this == TEXT || this == VARCHAR;
    }

    static List<ValueType> ofKeys() {
        return Stream.of(values()).filter(type -> type != ID).toList();
    }
}
