/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Markup that is well-formed for parsers of HTML and of XML alike, because nothing gets in unescaped. */
final class Element {

    /** Of HTML, that has no end tag for them and does not take an empty tag of any other. */
    private static final Set<String> WITHOUT_CONTENT = Set.of("meta", "br");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final StringBuilder content = new StringBuilder();
    private boolean endsWithElement;

    private Element(String name) {
        this.name = name;
    }

    static Element of(String name) {
        return new Element(name);
    }

    static Element of(String name, String text) {
        return new Element(name).text(text);
    }

    Element with(String attribute, String value) {
        attributes.put(attribute, value);
        return this;
    }

    /** A coordinate: what is finer than a hundredth of a pixel cannot be seen. */
    Element with(String attribute, double value) {
        return with(attribute, coordinate(value));
    }

    Element text(String text) {
        content.append(escaped(text));
        endsWithElement = false;
        return this;
    }

    Element add(Element... children) {
        return addAll(List.of(children));
    }

    Element addAll(Collection<Element> children) {
        for (Element child : children) {
            if (content.length() == 0 || endsWithElement) {
                content.append('\n');
            }
            content.append(child);
            endsWithElement = true;
        }
        return this;
    }

    static String coordinate(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("<").append(name);
        attributes.forEach((attribute, value) -> text.append(' ')
                .append(attribute)
                .append("=\"")
                .append(escaped(value).replace("\"", "&quot;"))
                .append('"'));
        if (WITHOUT_CONTENT.contains(name)) {
            return text.append(" />").toString();
        }
        text.append('>').append(content).append(endsWithElement ? "\n" : "");
        return text.append("</").append(name).append('>').toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(each -> {
            switch (each) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                default -> escaped.appendCodePoint(isCharacterOfXml(each) ? each : '\uFFFD');
            }
        });
        return escaped.toString();
    }

    private static boolean isCharacterOfXml(int codePoint) {
        return codePoint == '\t'
                || codePoint == '\n'
                || codePoint == '\r'
                || codePoint >= ' ' && codePoint < Character.MIN_SURROGATE
                || codePoint > Character.MAX_SURROGATE && codePoint < 0xFFFE
                || codePoint > 0xFFFF;
    }
}
