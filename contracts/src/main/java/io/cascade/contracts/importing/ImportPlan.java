/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.importing;

import io.cascade.contracts.Relationship;
import java.util.List;

/**
 * What an import makes of the foreign keys of a database.
 *
 * @param contracts one for each that crosses the boundary between two services and can be carried over
 * @param rejected those that cross it and cannot
 * @param declared relationships that were there already
 * @param local how many stay within one service, and so stay what they are
 */
public record ImportPlan(
        List<ImportedContract> contracts, List<Rejected> rejected, List<Relationship> declared, int local) {

    public ImportPlan {
        contracts = List.copyOf(contracts);
        rejected = List.copyOf(rejected);
        declared = List.copyOf(declared);
    }

    /**
     * A relationship file.
     *
     * @param notes what the foreign key had and the relationship has not
     */
    public record ImportedContract(String name, String yaml, ForeignKey origin, List<String> notes) {

        public ImportedContract {
            notes = List.copyOf(notes);
        }

        public String file() {
            return name + ".yaml";
        }
    }

    /** A foreign key without a contract. */
    public record Rejected(ForeignKey foreignKey, List<String> reasons) {

        public Rejected {
            reasons = List.copyOf(reasons);
        }
    }
}
