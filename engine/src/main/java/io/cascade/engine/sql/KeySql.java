/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.sql;

import io.cascade.contracts.KeyColumn;
import java.util.ArrayList;
import java.util.List;

/** SQL fragments over a key, whatever its columns are. */
public record KeySql(List<KeyColumn> key) {

    /** {@code "a", "b"}, of the given columns instead of the key's own. */
    public static String columns(List<String> names) {
        return Sql.list(names, Sql::quote);
    }

    /** {@code t."a", t."b"}. */
    public static String columns(String alias, List<String> names) {
        return Sql.list(names, name -> alias + "." + Sql.quote(name));
    }

    public List<String> names() {
        return key.stream().map(KeyColumn::name).toList();
    }

    /** {@code "a", "b"}. */
    public String columns() {
        return columns(names());
    }

    /** {@code "a" bigint NOT NULL, "b" text NOT NULL}. */
    public String definitions() {
        return Sql.list(
                key, column -> Sql.quote(column.name()) + " " + column.type().catalogName() + " NOT NULL");
    }

    /** A table expression of the bound arrays, with the key's column names: {@code unnest(CAST(? AS bigint[])) AS k("a")}. */
    public String unnest(String alias) {
        return "unnest(" + Sql.list(key, this::array) + ") AS " + alias + "(" + columns() + ")";
    }

    /** The same with the number of each key, from 1. */
    public String unnestNumbered(String alias, String number) {
        return unnestNumbered(alias, List.of(), number);
    }

    /** A column beside the key's own; bound as one more array. */
    public record Extra(String name, String type) {}

    /** The same with further columns, which are bound behind the key's. */
    public String unnestNumbered(String alias, List<Extra> extras, String number) {
        return "unnest(" + Sql.list(key, this::array)
                + Sql.list(extras, "", extra -> ", CAST(? AS " + extra.type() + "[])") + ") WITH ORDINALITY AS "
                + alias + "(" + columns() + ", " + Sql.list(extras, "", extra -> extra.name() + ", ") + number + ")";
    }

    /**
     * What a statement has to add to reach the rows of the bound keys: {@code WHERE t."x" = ANY (…)} for a key of one column,
     * which an index scan takes as a whole, sorted, in about half the time of a join with the keys.
     *
     * @param join the word before further tables in this kind of statement: USING or FROM
     */
    public String ofBound(String join, String alias, List<String> names) {
        return key.size() == 1
                ? " WHERE " + alias + "." + Sql.quote(names.get(0)) + " = ANY (" + array(key.get(0)) + ")"
                : " " + join + " " + unnest("k") + " WHERE " + equal(alias, names, "k");
    }

    /** {@code t."x" = k."a" AND …}, for other names on the left. */
    public String equal(String left, List<String> leftNames, String right) {
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            terms.add(left + "." + Sql.quote(leftNames.get(i)) + " = " + right + "."
                    + Sql.quote(key.get(i).name()));
        }
        return String.join(" AND ", terms);
    }

    public String equal(String left, String right) {
        return equal(left, names(), right);
    }

    /** {@code t."x" IS NOT NULL AND …}. */
    public static String notNull(String alias, List<String> names) {
        return Sql.list(names, " AND ", name -> alias + "." + Sql.quote(name) + " IS NOT NULL");
    }

    /** One aggregated text array a column, or NULL when there is no row. */
    public String aggregated(String alias) {
        return Sql.list(key, column -> "array_agg(" + alias + "." + Sql.quote(column.name()) + "::text)");
    }

    private String array(KeyColumn column) {
        return "CAST(? AS " + column.type().catalogName() + "[])";
    }
}
