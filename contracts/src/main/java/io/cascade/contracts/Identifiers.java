/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads identifiers as PostgreSQL does: unquoted ones fold to lower case, quoted ones stay as they are and double their
 * quotes.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS">PostgreSQL, 4.1.1</a>
 */
final class Identifiers {

    /** NAMEDATALEN - 1: PostgreSQL cuts what is longer, and a cut name would silently be another one. */
    private static final int MAX_BYTES = 63;

    /** Two quoted names that double every sign, with their quotes and the dot. More would be too much for the pattern's stack. */
    private static final int MAX_TEXT = 2 * (2 * MAX_BYTES + 2) + 1;

    private static final Pattern PART =
            Pattern.compile("\\G(?:\"((?:[^\"\\x00]|\"\")+)\"|([\\p{L}_][\\p{L}\\p{N}_$]*))(\\.|$)");

    private Identifiers() {}

    /** The parts of a dotted name; throws IllegalArgumentException with the reason when the text is none. */
    static List<String> parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "'" + text.substring(0, MAX_BYTES) + "…' is longer than names of PostgreSQL can be");
        }
        List<String> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        int end = 0;
        boolean more = true;
        while (more && matcher.find()) {
            String part = matcher.group(1) != null ? matcher.group(1).replace("\"\"", "\"") : folded(matcher.group(2));
            if (part.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "'" + part + "' is longer than PostgreSQL's " + MAX_BYTES + " bytes");
            }
            parts.add(part);
            more = !matcher.group(3).isEmpty();
            end = matcher.end();
        }
        if (more || end != text.length()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a PostgreSQL name; write schema.table, with \"double quotes\" around what"
                            + " has capitals, spaces or other signs");
        }
        return parts;
    }

    /** Only ASCII: in UTF-8 databases PostgreSQL leaves the capitals of other scripts as they are. */
    private static String folded(String name) {
        return name.codePoints()
                .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
