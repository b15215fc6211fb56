/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A grid in a terminal: words to the left and broken where they are long, numbers to the right and whole. */
final class TextGrid {

    private static final String INDENT = "  ";
    private static final String GAP = "  ";

    private final Grid grid;
    private final List<Integer> widths;

    /** @param width of all columns together, if no number and no word is wider */
    private TextGrid(Grid grid, int width) {
        this.grid = grid;
        this.widths = widths(grid, width);
    }

    static List<String> lines(Grid grid, int width) {
        TextGrid text = new TextGrid(grid, width);
        List<String> names = grid.columns().stream().map(Grid.Column::name).toList();
        return Stream.concat(Stream.of(names), grid.rows().stream())
                .flatMap(row -> text.lines(row).stream())
                .toList();
    }

    private List<String> lines(List<String> row) {
        List<List<String>> cells = IntStream.range(0, row.size())
                .mapToObj(i -> isText(grid, i) ? Wrapped.of(row.get(i), widths.get(i)) : List.of(row.get(i)))
                .toList();
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < height; line++) {
            StringBuilder text = new StringBuilder(INDENT);
            for (int i = 0; i < cells.size(); i++) {
                text.append(i == 0 ? "" : GAP)
                        .append(padded(line < cells.get(i).size() ? cells.get(i).get(line) : "", i));
            }
            lines.add(text.toString().stripTrailing());
        }
        return lines;
    }

    private String padded(String cell, int column) {
        String blanks = " ".repeat(Math.max(0, widths.get(column) - cell.length()));
        return grid.columns().get(column).kind() == Grid.Kind.NUMBER ? blanks + cell : cell + blanks;
    }

    /** What the numbers leave is shared by the words: the widest of their columns gives way first. */
    private static List<Integer> widths(Grid grid, int width) {
        int columns = grid.columns().size();
        List<Integer> widths = new ArrayList<>(
                IntStream.range(0, columns).mapToObj(i -> natural(grid, i)).toList());
        int tooMuch = INDENT.length() + GAP.length() * (columns - 1) - width;
        for (int each : widths) {
            tooMuch += each;
        }
        for (; tooMuch > 0; tooMuch--) {
            int widest = IntStream.range(0, columns)
                    .filter(i -> isText(grid, i))
                    .reduce((a, b) -> widths.get(b) > widths.get(a) ? b : a)
                    .orElse(0);
            if (!isText(grid, widest) || widths.get(widest) == 1) {
                break;
            }
            widths.set(widest, widths.get(widest) - 1);
        }
        return widths;
    }

    private static int natural(Grid grid, int column) {
        return Stream.concat(
                        Stream.of(grid.columns().get(column).name()),
                        grid.rows().stream().map(row -> row.get(column)))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private static boolean isText(Grid grid, int column) {
        return grid.columns().get(column).kind() == Grid.Kind.TEXT;
    }
}
