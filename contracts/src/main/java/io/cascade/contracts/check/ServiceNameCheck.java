/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.Relationship;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Names of services that look misspelt: nobody runs such a service, so a parent table there emits nothing, and a child table
 * there is never acted on.
 */
final class ServiceNameCheck {

    List<Finding> findings(List<Relationship> relationships) {
        Map<String, List<Relationship>> uses = new TreeMap<>();
        relationships.forEach(relationship -> Stream.of(
                        relationship.parent().service(), relationship.child().service())
                .distinct()
                .forEach(service -> uses.computeIfAbsent(service, unused -> new ArrayList<>())
                        .add(relationship)));
        List<Finding> findings = new ArrayList<>();
        uses.forEach((service, named) -> uses.keySet().stream()
                .filter(other -> named.size() == 1 && uses.get(other).size() > 1 && misspelt(service, other))
                .findFirst()
                .ifPresent(other -> findings.add(finding(service, other, named.get(0)))));
        return findings;
    }

    private static Finding finding(String service, String other, Relationship relationship) {
        boolean parent = relationship.parent().service().equals(service);
        return Finding.about(
                relationship,
                Severity.WARNING,
                "Only '" + relationship.name() + "' names the service '" + service + "', which looks like '" + other
                        + "'. If no such service runs, "
                        + (parent ? "its table emits nothing." : "nothing acts on its rows."),
                "Write '" + other + "' if that is meant.");
    }

    /** One letter wrong, missing, doubled or swapped with the next; numbered services are meant. */
    private static boolean misspelt(String service, String other) {
        int start = 0;
        int shorter = Math.min(service.length(), other.length());
        while (start < shorter && service.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start
                && service.charAt(service.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        String here = service.substring(start, service.length() - end);
        String there = other.substring(start, other.length() - end);
        boolean swapped = here.length() == 2
                && there.equals(new StringBuilder(here).reverse().toString());
        return shorter > 3
                && (swapped || Math.max(here.length(), there.length()) == 1)
                && (here + there).chars().noneMatch(Character::isDigit);
    }
}
