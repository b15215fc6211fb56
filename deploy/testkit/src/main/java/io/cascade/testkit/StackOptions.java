/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a stack is to be.
 *
 * @param jvmOptions by service
 * @param environment by service
 */
public record StackOptions(
        Path contracts, Map<String, List<String>> jvmOptions, Map<String, Map<String, String>> environment) {

    public StackOptions {
        contracts = contracts.toAbsolutePath().normalize();
        jvmOptions = Map.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }
}
