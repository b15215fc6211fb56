/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The same colour for the same contender all over a page. Colours are told apart with any colour vision, and lines
 * also by their dashes.
 */
final class Palette {

    /** Whose colour is the same on every page. */
    private static final String OWN = "cascade";

    private static final int COLOURS_OF_OTHERS = 6;
    private static final List<String> DASHES = List.of("8 4", "2 3", "10 3 2 3", "14 4", "5 2");

    private final List<String> others;

    private Palette(Set<String> names) {
        this.others = names.stream().filter(name -> !name.equals(OWN)).toList();
    }

    static Palette of(BenchReport report) {
        Set<String> names = new LinkedHashSet<>();
        report.outcomes().forEach(outcome -> outcome.series().forEach(each -> names.add(each.contender())));
        report.outcomes().stream()
                .flatMap(outcome -> outcome.plots().stream())
                .flatMap(plot -> plot.curves().stream())
                .forEach(curve -> names.add(curve.name()));
        return new Palette(names);
    }

    boolean isOwn(String name) {
        return name.equals(OWN);
    }

    /** A class of the style sheet. */
    String colour(String name) {
        int other = others.indexOf(name);
        return "k" + (other < 0 ? 0 : 1 + other % COLOURS_OF_OTHERS);
    }

    /** For a line; that of the project's own is whole. */
    String dashes(String name) {
        int other = others.indexOf(name);
        return other < 0 ? "none" : DASHES.get(other % DASHES.size());
    }
}
