/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.ContractProblem;
import io.cascade.contracts.Relationship;
import java.util.Comparator;

/**
 * Something to know about a line of a contract.
 *
 * @param line 1-based
 * @param why what is wrong and what it would lead to
 * @param remedy how to mend it
 */
public record Finding(Severity severity, String file, int line, String why, String remedy)
        implements Comparable<Finding> {

    private static final String ANY_REMEDY =
            "Correct this line; what may stand there is in relationship.v1.schema.json.";

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::severity).thenComparing(Finding::file).thenComparingInt(Finding::line);

    /** A finding about a relationship as a whole. */
    public static Finding about(Relationship relationship, Severity severity, String why, String remedy) {
        Relationship.Source source = relationship.source();
        return new Finding(severity, source.file(), source.line(), why, remedy);
    }

    /** A parser's problem. */
    public static Finding error(ContractProblem problem) {
        return worded(Severity.ERROR, problem.file(), problem.line(), problem.reason(), ANY_REMEDY);
    }

    /**
     * A finding from a message that may say after a semicolon how to mend it.
     *
     * @param otherwise the remedy of messages that do not
     */
    public static Finding worded(Severity severity, String file, int line, String message, String otherwise) {
        int semicolon = message.lastIndexOf("; ");
        return semicolon < 0
                ? new Finding(severity, file, line, sentence(message), otherwise)
                : new Finding(
                        severity,
                        file,
                        line,
                        sentence(message.substring(0, semicolon)),
                        sentence(message.substring(semicolon + 2)));
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }
}
