/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for. Understands as much as the project's own queries need, and refuses what it does not
 * understand rather than overlook it.
 *
 * @param selectors every metric that it names
 * @param grouping every label that it groups or joins by
 */
public record PromQl(List<Selector> selectors, Set<String> grouping) {

    /** One metric with the conditions on its labels. */
    public record Selector(String metric, List<Condition> conditions) {}

    /** @param operator =, !=, =~ or !~ */
    public record Condition(String label, String operator, String value) {

        /** Whether a series with this value of the label, empty when it has none, is meant. */
        boolean admits(String actual) {
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "=~" -> actual.matches(value);
                default -> !actual.matches(value);
            };
        }
    }

    private static final Pattern TOKEN = Pattern.compile(
            "(?<space>\\s+)|(?<range>\\[[^]]*])|(?<string>\"(?:[^\"\\\\]|\\\\.)*\")|(?<number>[0-9][0-9A-Za-z.]*)"
                    + "|(?<name>[A-Za-z_:][A-Za-z0-9_:]*)|(?<sign>=~|!~|!=|==|>=|<=|[-+*/%^(){},<>=])");
    private static final Set<String> LABEL_LISTS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> AGGREGATIONS =
            Set.of("sum", "min", "max", "avg", "count", "group", "topk", "bottomk", "quantile", "stddev", "stdvar");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "atan2", "inf", "nan");

    public static PromQl parse(String expression) {
        Parser parser = new Parser(tokens(expression));
        try {
            parser.parse();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("ends too early: " + expression, e);
        }
        return new PromQl(List.copyOf(parser.selectors), Set.copyOf(parser.grouping));
    }

    private static List<String> tokens(String expression) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            end = matcher.end();
            if (matcher.group("space") == null && matcher.group("range") == null) {
                tokens.add(matcher.group());
            }
        }
        if (end != expression.length()) {
            throw new IllegalArgumentException("not understood from position " + end + ": " + expression);
        }
        return tokens;
    }

    private static final class Parser {

        private final List<String> tokens;
        private final List<Selector> selectors = new ArrayList<>();
        private final Set<String> grouping = new TreeSet<>();
        private int at;

        Parser(List<String> tokens) {
            this.tokens = tokens;
        }

        void parse() {
            while (at < tokens.size()) {
                String token = tokens.get(at++);
                if (LABEL_LISTS.contains(token)) {
                    labelList();
                } else if (isName(token) && !isCall(token) && !WORDS.contains(token)) {
                    selectors.add(new Selector(token, conditions()));
                } else if (token.equals("{")) {
                    throw new IllegalArgumentException("a selector without a metric's name");
                }
            }
        }

        private boolean isCall(String token) {
            return AGGREGATIONS.contains(token) || next("(");
        }

        private void labelList() {
            if (next("(")) {
                at++;
                while (!tokens.get(at++).equals(")")) {
                    String label = tokens.get(at - 1);
                    if (!label.equals(",")) {
                        grouping.add(label);
                    }
                }
            }
        }

        private List<Condition> conditions() {
            List<Condition> conditions = new ArrayList<>();
            if (!next("{")) {
                return conditions;
            }
            at++;
            while (!tokens.get(at).equals("}")) {
                String quoted = tokens.get(at + 2);
                conditions.add(
                        new Condition(tokens.get(at), tokens.get(at + 1), quoted.substring(1, quoted.length() - 1)));
                at += 3;
                if (next(",")) {
                    at++;
                }
            }
            at++;
            return conditions;
        }

        private boolean next(String token) {
            return at < tokens.size() && tokens.get(at).equals(token);
        }

        private static boolean isName(String token) {
            return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_' || token.charAt(0) == ':';
        }
    }
}
