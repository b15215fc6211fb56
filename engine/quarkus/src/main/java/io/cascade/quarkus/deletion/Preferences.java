/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client prefers (RFC 7240), as far as it is known here. A preference is no demand: what is malformed or unknown is as if
 * it had not been said, and of several of the same name the first counts.
 *
 * @param respondAsync rather an answer at once than a complete one
 * @param seconds that the client is ready to wait; null when it does not say
 */
record Preferences(boolean respondAsync, @Nullable Integer seconds) {

    static final String HEADER = "Prefer";
    static final String APPLIED = "Preference-Applied";
    static final String RESPOND_ASYNC = "respond-async";
    static final String WAIT = "wait";

    private static final Pattern PREFERENCE = Pattern.compile(
            "\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*(?:=\\s*(?:\"([^\"]*)\"|([^\\s\";,]*))\\s*)?(?:;.*)?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    /** More digits than any wait has. */
    private static final int DIGITS = 9;

    static Preferences of(@Nullable List<String> headers) {
        Map<String, String> first = new LinkedHashMap<>();
        for (String header : headers == null ? List.<String>of() : headers) {
            for (String preference : split(header)) {
                Matcher matcher = PREFERENCE.matcher(preference);
                if (matcher.matches()) {
                    first.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value(matcher));
                }
            }
        }
        return new Preferences(
                first.getOrDefault(RESPOND_ASYNC, "no").isEmpty(), seconds(first.getOrDefault(WAIT, "")));
    }

    private static String value(Matcher preference) {
        String quoted = preference.group(2);
        String plain = preference.group(3);
        return quoted != null ? quoted : plain == null ? "" : plain;
    }

    private static @Nullable Integer seconds(String text) {
        if (!SECONDS.matcher(text).matches()) {
            return null;
        }
        return text.length() > DIGITS ? Integer.MAX_VALUE : Integer.valueOf(text);
    }

    /** At commas that are in no quoted string. */
    private static List<String> split(String header) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < header.length(); i++) {
            char at = header.charAt(i);
            if (at == '"') {
                quoted = !quoted;
            } else if (at == ',' && !quoted) {
                parts.add(header.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(header.substring(start));
        return parts;
    }
}
