/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

/** The parts that all drawings have. */
final class Figure {

    static final double WIDTH = 800;

    private static final double WIDTH_OF_A_LETTER = 8.4;

    private Figure() {}

    /**
     * @param caption what is seen besides the drawing
     * @param description for whoever cannot see the drawing
     */
    static Element of(String title, String caption, String description, double height, Iterable<Element> parts) {
        Element svg = Element.of("svg")
                .with("xmlns", "http://www.w3.org/2000/svg")
                .with("viewBox", "0 0 " + Element.coordinate(WIDTH) + " " + Element.coordinate(height))
                .with("role", "img")
                .with("aria-label", title + ". " + description)
                .add(Element.of("title", title), Element.of("desc", description));
        parts.forEach(svg::add);
        return Element.of("figure")
                .add(
                        Element.of("figcaption").add(Element.of("b", title), Element.of("span", caption)),
                        Element.of("div").with("class", "drawing").add(svg));
    }

    static Element text(String text, double x, double y, String classes) {
        return Element.of("text", text).with("x", x).with("y", y).with("class", classes);
    }

    static Element line(double x1, double y1, double x2, double y2, String classes) {
        return Element.of("line")
                .with("x1", x1)
                .with("y1", y1)
                .with("x2", x2)
                .with("y2", y2)
                .with("class", classes);
    }

    /** Only a guess, for a wide and bold one, because the font is the reader's. */
    static double widthOf(String text) {
        return text.length() * WIDTH_OF_A_LETTER;
    }

    static String shortened(String text, int letters) {
        return text.length() <= letters ? text : text.substring(0, letters - 1) + "…";
    }
}
