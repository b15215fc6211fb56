/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.contracts.ContractException;
import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.local.contract.ContractFiles;
import io.cascade.local.host.LocalStackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** The contracts on disk: which services there are, and each one's own tables where the directory brings them. */
final class ContractDirectory {

    private final Path root;
    private final SortedSet<String> services;

    private ContractDirectory(Path root, SortedSet<String> services) {
        this.root = root;
        this.services = services;
    }

    static ContractDirectory read(Path directory) {
        Path root = directory.toAbsolutePath().normalize();
        List<ContractSource> sources = ContractFiles.relationships(root);
        try {
            return new ContractDirectory(root, Contracts.parse(sources).services());
        } catch (ContractException e) {
            throw new LocalStackException(e.getMessage(), e);
        }
    }

    Path root() {
        return root;
    }

    SortedSet<String> services() {
        return services;
    }

    Optional<Path> schema(String service) {
        return Optional.of(root.resolve("schema").resolve(service + ".sql")).filter(Files::isRegularFile);
    }
}
