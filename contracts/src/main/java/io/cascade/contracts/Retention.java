/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long copies of deleted rows are kept, as ISO 8601 writes durations. Months and years are left out: they vary. */
public final class Retention {

    static final Duration SHORTEST = Duration.ofHours(1);
    static final Duration LONGEST = Duration.ofDays(366);

    private static final Pattern FORM = Pattern.compile("P(?:(\\d{1,4})W|(?:(\\d{1,4})D)?(?:T(\\d{1,4})H)?)");

    private Retention() {}

    /** @throws IllegalArgumentException with what may stand there instead */
    static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || text.length() < 3) {
            throw new IllegalArgumentException("retain is '" + text
                    + "' but must be a duration of weeks, days or hours, such as P4W, P30D or PT12H");
        }
        Duration duration = Duration.ofDays(number(form.group(1)) * 7 + number(form.group(2)))
                .plusHours(number(form.group(3)));
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("retain is '" + text + "' but must be between PT1H and P366D");
        }
        return duration;
    }

    /** As PostgreSQL and people read it. */
    public static String text(Duration duration) {
        long days = duration.toDays();
        long hours = duration.toHoursPart();
        return "P" + (days > 0 ? days + "D" : "") + (hours > 0 ? "T" + hours + "H" : "");
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
