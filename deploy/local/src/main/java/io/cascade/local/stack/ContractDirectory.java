/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.contracts.ContractException;
import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

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
        if (!Files.isDirectory(root)) {
            throw new LocalStackException(root + " is no directory; --contracts needs one with relationship files.");
        }
        Path nested = root.resolve("relationships");
        List<ContractSource> sources = sources(Files.isDirectory(nested) ? nested : root);
        if (sources.isEmpty()) {
            throw new LocalStackException("There is no relationship file (*.yaml) in " + root + " nor in " + nested);
        }
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

    private static List<ContractSource> sources(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(ContractDirectory::source)
                    .toList();
        } catch (IOException e) {
            throw new LocalStackException("cannot read " + directory + ": " + e.getMessage(), e);
        }
    }

    private static ContractSource source(Path file) {
        try {
            return new ContractSource(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new LocalStackException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
