/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How numbers read: no more digits than a benchmark can vouch for, and alike in every country. */
final class Figures {

    private static final int DIGITS = 3;
    /** Of a double, without what is only there because it is binary. */
    private static final int ALL_DIGITS = 12;

    private Figures() {}

    /** Counted rows are exact. */
    static String of(double value, Unit unit) {
        return value == 0 || unit == Unit.ROWS && value == Math.rint(value) ? chosen(value) : of(value, DIGITS);
    }

    static String withUnit(double value, Unit unit) {
        return attached(of(value, unit), unit);
    }

    /** Of a number that somebody has chosen: it has the digits that it needs. */
    static String chosen(double value) {
        return Double.isFinite(value) ? plain(rounded(value, ALL_DIGITS).stripTrailingZeros()) : notFinite(value);
    }

    static String chosenWithUnit(double value, Unit unit) {
        return attached(chosen(value), unit);
    }

    /** As many digits as it takes not to read like the bound that it is beyond. */
    static String apartFrom(double bound, double value, Unit unit) {
        String text = of(value, unit);
        if (Double.isFinite(value) && value != bound) {
            for (int digits = DIGITS + 1; digits <= ALL_DIGITS && sameNumber(text, bound); digits++) {
                text = of(value, digits);
            }
        }
        return attached(text, unit);
    }

    private static boolean sameNumber(String text, double bound) {
        return Double.parseDouble(text.replace(",", "")) == bound;
    }

    private static String attached(String number, Unit unit) {
        return switch (unit) {
            case PER_SECOND, PERCENT_OF_A_CORE, TIMES -> number + unit.symbol();
            case SECONDS, MILLISECONDS, MICROSECONDS, MEBIBYTES, ROWS -> number + " " + unit.symbol();
        };
    }

    private static String of(double value, int digits) {
        if (!Double.isFinite(value)) {
            return notFinite(value);
        }
        BigDecimal rounded = rounded(value, digits);
        int missing = digits - rounded.precision();
        return plain(missing > 0 ? rounded.setScale(rounded.scale() + missing) : rounded);
    }

    private static BigDecimal rounded(double value, int digits) {
        return BigDecimal.valueOf(value).round(new MathContext(digits, RoundingMode.HALF_UP));
    }

    private static String plain(BigDecimal number) {
        return String.format(Locale.ROOT, "%,." + Math.max(0, number.scale()) + "f", number);
    }

    private static String notFinite(double value) {
        return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
    }
}
