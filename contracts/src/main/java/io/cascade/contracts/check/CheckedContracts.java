/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.ContractException;
import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Relationship files with everything that can be said about them without a database.
 *
 * @param contracts empty when some file cannot be read, which the findings tell
 */
public record CheckedContracts(Optional<Contracts> contracts, List<Finding> findings) {

    public CheckedContracts {
        findings = List.copyOf(findings);
    }

    public static CheckedContracts of(List<ContractSource> sources) {
        try {
            Contracts contracts = Contracts.parse(sources);
            List<Relationship> relationships = contracts.relationships();
            return new CheckedContracts(
                    Optional.of(contracts),
                    Stream.<Function<List<Relationship>, List<Finding>>>of(
                                    new SharedColumnCheck()::findings,
                                    new KeyChangeCheck()::findings,
                                    new CycleCheck()::findings,
                                    new GuardCheck()::findings,
                                    new RetentionCheck()::findings,
                                    new MaxKeysCheck()::findings,
                                    new ServiceNameCheck()::findings)
                            .flatMap(check -> check.apply(relationships).stream())
                            .toList());
        } catch (ContractException e) {
            return new CheckedContracts(
                    Optional.empty(), e.problems().stream().map(Finding::error).toList());
        }
    }
}
