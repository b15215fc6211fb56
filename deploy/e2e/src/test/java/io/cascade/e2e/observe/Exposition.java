/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an endpoint serves, in Prometheus's text format. */
public final class Exposition {

    /** One line of it. */
    public record Series(String metric, Map<String, String> labels, double value) {

        /** Whether a query means this series. */
        public boolean matches(PromQl.Selector selector) {
            return metric.equals(selector.metric())
                    && selector.conditions().stream()
                            .allMatch(condition -> condition.admits(labels.getOrDefault(condition.label(), "")));
        }
    }

    private static final Pattern LINE =
            Pattern.compile("([A-Za-z_:][A-Za-z0-9_:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?(?: #.*)?");
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private Exposition() {}

    public static List<Series> parse(String text) {
        List<Series> series = new ArrayList<>();
        text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("no line of the text format: " + line);
            }
            series.add(new Series(matcher.group(1), labels(matcher.group(2)), number(matcher.group(3))));
        });
        return series;
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
