/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.YamlDocument;
import io.cascade.contracts.event.EventType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Compares event schemas with those that are in use. Old events stay in topics and old services read new ones, so within a
 * version only a new optional field is harmless.
 */
public final class EventSchemaCheck {

    private final List<Finding> findings = new ArrayList<>();

    private EventSchemaCheck() {}

    /**
     * @param baseline what is in use, by file name
     * @param current what shall be, by file name
     * @param directory where the current ones are, to name a missing one
     */
    public static List<Finding> compare(
            Map<String, ContractSource> baseline, Map<String, ContractSource> current, String directory) {
        EventSchemaCheck check = new EventSchemaCheck();
        baseline.forEach((name, old) -> {
            ContractSource now = current.get(name);
            if (now == null) {
                check.add(
                        directory + "/" + name,
                        1,
                        "The schema is gone, but events of this type stay in the topics and old services send more.",
                        "Keep the file beside the new version.");
            } else {
                check.compare(old, now);
            }
        });
        return check.findings;
    }

    /** The events that no file describes. */
    public static List<Finding> missing(Map<String, ContractSource> current, String directory) {
        return Arrays.stream(EventType.values())
                .map(EventType::schemaFile)
                .filter(file -> !current.containsKey(file))
                .map(file -> new Finding(
                        Severity.WARNING,
                        directory + "/" + file,
                        1,
                        "No schema describes an event that the services exchange.",
                        "Add the file."))
                .toList();
    }

    private void compare(ContractSource old, ContractSource now) {
        YamlDocument before = read(old);
        YamlDocument after = read(now);
        if (before == null || after == null) {
            return;
        }
        List<SchemaChange> changes = SchemaChange.between(before.root(), after.root());
        String next = changes.isEmpty() ? "" : nextVersion(now.file());
        changes.forEach(change -> {
            int line = after.line(change.pointer());
            if (change.breaking()) {
                add(
                        now.file(),
                        line,
                        change.why(),
                        "Leave this version as it was, and put the change into " + next + ".");
            } else {
                findings.add(new Finding(
                        Severity.WARNING,
                        now.file(),
                        line,
                        change.why(),
                        "Make sure that nobody reads it, or put the change into " + next + "."));
            }
        });
    }

    private @org.jspecify.annotations.Nullable YamlDocument read(ContractSource source) {
        try {
            return YamlDocument.parse(source.text());
        } catch (YAMLException | YamlDocument.DuplicateKey e) {
            String reason = e.getMessage().lines().limit(2).collect(Collectors.joining(" "));
            add(source.file(), 1, "The schema cannot be read: " + reason, "Write valid JSON.");
            return null;
        }
    }

    private void add(String file, int line, String why, String remedy) {
        findings.add(new Finding(Severity.ERROR, file, line, why, remedy));
    }

    private static String nextVersion(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        java.util.regex.Matcher version =
                java.util.regex.Pattern.compile("\\.v(\\d+)\\.").matcher(name);
        return version.find()
                ? version.replaceFirst(".v" + (Integer.parseInt(version.group(1)) + 1) + ".")
                : "a new version";
    }
}
