/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import io.cascade.contracts.ContractException;
import io.cascade.contracts.Contracts;
import io.cascade.local.contract.ContractFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a stack is to be.
 *
 * @param without services that the test runs itself
 * @param jvmOptions by service
 * @param environment by service
 */
public record StackOptions(
        Path contracts,
        Set<String> without,
        Map<String, List<String>> jvmOptions,
        Map<String, Map<String, String>> environment) {

    public StackOptions {
        contracts = contracts.toAbsolutePath().normalize();
        without = Set.copyOf(without);
        jvmOptions = Map.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }

    /**
     * What the directory says.
     *
     * @throws ContractException when a relationship is malformed
     */
    public Contracts read() {
        return Contracts.parse(ContractFiles.relationships(contracts));
    }
}
