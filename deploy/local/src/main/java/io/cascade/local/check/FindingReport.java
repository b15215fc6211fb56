/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.contracts.check.Finding;
import io.cascade.contracts.check.Severity;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The findings for people or for programs. */
record FindingReport(List<Finding> findings) {

    FindingReport {
        findings = findings.stream().distinct().sorted().toList();
    }

    boolean hasErrors() {
        return count(Severity.ERROR) > 0;
    }

    /** As compilers write it, so that editors and CI find the place. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(finding.file() + ":" + finding.line() + ": "
                    + finding.severity().label() + ": " + finding.why() + "\n    Mend: " + finding.remedy() + "\n");
        }
        return text.append(findings.isEmpty() ? "No findings." : summary()).toString();
    }

    String json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("errors", count(Severity.ERROR)).put("warnings", count(Severity.WARNING));
        ArrayNode items = root.putArray("findings");
        findings.forEach(finding -> items.addObject()
                .put("severity", finding.severity().label())
                .put("file", finding.file())
                .put("line", finding.line())
                .put("why", finding.why())
                .put("remedy", finding.remedy()));
        return root.toPrettyString();
    }

    private String summary() {
        return Stream.of(Severity.values())
                .filter(severity -> count(severity) > 0)
                .map(severity -> count(severity) + " " + severity.label()
                        + (severity == Severity.INFO || count(severity) == 1 ? "" : "s"))
                .collect(Collectors.joining(", ", "", "."));
    }

    private long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
