/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Round;
import java.util.List;
import java.util.stream.Collectors;

/** A failing case as a person can read and repeat it: contracts, tables, statements. */
public final class Report {

    private static final String SCHEMA = "public";

    private Report() {}

    public static String of(Case failing, Mismatch mismatch) {
        StringBuilder text = new StringBuilder();
        text.append("seed ").append(failing.seed()).append(", round ").append(mismatch.place());
        text.append(", ").append(mismatch.kind()).append(":\n").append(mismatch.difference());
        text.append("\n\n# contracts\n");
        text.append(String.join("---\n", failing.graph().contracts("", SCHEMA).values()));
        for (String service : failing.graph().services()) {
            text.append("\n-- tables of ").append(service).append('\n');
            for (Table table : failing.graph().tablesOf(service)) {
                failing.graph().ddl(table, SCHEMA).forEach(sql -> text.append(sql)
                        .append(";\n"));
            }
        }
        text.append("\n-- in one database instead, for comparison: all of these tables, and\n");
        failing.graph().nativeForeignKeys(SCHEMA).forEach(sql -> text.append(sql)
                .append(";\n"));
        text.append("\n-- the rows that stay\n").append(script(failing.setup()));
        text.append("\n-- the history; wait after each until all deliveries are applied\n");
        text.append(script(failing.rounds()));
        if (mismatch.place() > failing.rounds().size() || mismatch.kind() == Mismatch.Kind.COMPLAINT) {
            storm(failing, text);
        }
        return text.toString();
    }

    private static void storm(Case failing, StringBuilder text) {
        text.append("\n-- rows that must last\n").append(script(failing.storm().lasting()));
        failing.storm().writers().forEach(writer -> {
            text.append("\n-- a writer, at the same time as the other ones\n");
            writer.forEach(operation -> text.append(operation.script()).append('\n'));
        });
    }

    private static String script(List<Round> rounds) {
        return rounds.stream()
                .map(round -> (round.operations().size() > 1 ? "-- at the same time\n" : "")
                        + round.operations().stream().map(Operation::script).collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
