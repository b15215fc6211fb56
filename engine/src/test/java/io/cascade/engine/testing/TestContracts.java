/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.testing;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import java.util.ArrayList;
import java.util.List;

/** Contracts in a line each. */
public final class TestContracts {

    private static final String MAX_KEYS = " maxKeys ";
    private static final String EVENTUAL = " eventual";
    private static final String REPAIR = " repair ";
    private static final String RETAIN = " retain ";

    private TestContracts() {}

    /**
     * @param declarations {@code name: service.table(column type, …) <- service.table(column, …) ACTION}, with {@code eventual} at the end for
     *     that check, then {@code retain P30D} for copies, then {@code maxKeys 3}, then
     *     {@code repair automatic}
     */
    public static Contracts of(String... declarations) {
        List<ContractSource> sources = new ArrayList<>();
        for (String declaration : declarations) {
            sources.add(new ContractSource(
                    declaration.substring(0, declaration.indexOf(':')) + ".yaml", yaml(declaration)));
        }
        return Contracts.parse(sources);
    }

    private static String yaml(String declaration) {
        String[] named = declaration.split(": ", 2);
        String[] sides = named[1].split(" <- ");
        String child = sides[1].substring(0, sides[1].indexOf(')') + 1);
        String[] repaired = sides[1].substring(child.length()).strip().split(REPAIR);
        String[] limited = repaired[0].split(MAX_KEYS);
        String[] kept = limited[0].split(RETAIN);
        String action = kept[0];
        boolean eventual = action.endsWith(EVENTUAL);
        StringBuilder key = new StringBuilder();
        for (String column : columns(sides[0]).split(", ")) {
            String[] typed = column.split(" ");
            key.append("    - {column: '")
                    .append(typed[0])
                    .append("', type: ")
                    .append(typed[1])
                    .append("}\n");
        }
        return "name: " + named[0] + "\nparent:\n  service: " + service(sides[0]) + "\n  table: '" + table(sides[0])
                + "'\n  key:\n" + key + "child:\n  service: " + service(child) + "\n  table: '" + table(child)
                + "'\n  columns: ['" + columns(child).replace(", ", "', '") + "']\nonDelete: "
                + (eventual ? action.substring(0, action.length() - EVENTUAL.length()) + "\ncheck: eventual" : action)
                + (kept.length == 1 ? "" : "\nretain: " + kept[1])
                + (limited.length == 1 ? "" : "\nmaxKeys: " + limited[1])
                + (repaired.length == 1 ? "" : "\nrepair: " + repaired[1]) + "\n";
    }

    private static String service(String side) {
        return side.substring(0, side.indexOf('.'));
    }

    private static String table(String side) {
        return side.substring(side.indexOf('.') + 1, side.indexOf('('));
    }

    private static String columns(String side) {
        return side.substring(side.indexOf('(') + 1, side.indexOf(')'));
    }
}
