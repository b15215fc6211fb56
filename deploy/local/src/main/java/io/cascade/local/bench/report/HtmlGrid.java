/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A grid in a page. */
final class HtmlGrid {

    private HtmlGrid() {}

    static Element of(Grid grid) {
        Element head = Element.of("tr");
        grid.columns()
                .forEach(column ->
                        head.add(classed(Element.of("th", column.name()).with("scope", "col"), column, "")));
        Element body = Element.of("tbody");
        grid.rows().forEach(row -> body.add(Element.of("tr").addAll(cells(grid, row))));
        return Element.of("div")
                .with("class", "wide")
                .add(Element.of("table").add(Element.of("thead").add(head), body));
    }

    private static List<Element> cells(Grid grid, List<String> row) {
        return IntStream.range(0, row.size())
                .mapToObj(i ->
                        classed(Element.of("td", row.get(i)), grid.columns().get(i), row.get(i)))
                .toList();
    }

    private static Element classed(Element cell, Grid.Column column, String text) {
        return switch (column.kind()) {
            case TEXT -> cell;
            case NUMBER -> cell.with("class", "number");
            case MARK -> text.isEmpty() ? cell : cell.with("class", text.toLowerCase(Locale.ROOT));
        };
    }
}
