/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All relationships of a system: the same set for every service, of which each takes its own part. */
public record Contracts(List<Relationship> relationships) {

    public Contracts {
        relationships = List.copyOf(relationships);
    }

    /**
     * Reads relationship files.
     *
     * @throws ContractException with every problem found, each with file, line and reason
     */
    public static Contracts parse(List<ContractSource> sources) {
        return new ContractParser().parse(sources);
    }

    /** Every service that some relationship names. */
    public SortedSet<String> services() {
        SortedSet<String> services = new TreeSet<>();
        relationships.forEach(relationship -> {
            services.add(relationship.parent().service());
            services.add(relationship.child().service());
        });
        return services;
    }

    /** The relationships whose parent table the service owns, by that table's key. */
    public Map<ParentTable, List<Relationship>> publishedBy(String service) {
        return relationships.stream()
                .filter(relationship -> relationship.parent().service().equals(service))
                .collect(
                        Collectors.groupingBy(Relationship::parent, java.util.LinkedHashMap::new, Collectors.toList()));
    }

    /** The relationships whose child table the service owns. */
    public List<Relationship> subscribedBy(String service) {
        return relationships.stream()
                .filter(relationship -> relationship.child().service().equals(service))
                .toList();
    }
}
