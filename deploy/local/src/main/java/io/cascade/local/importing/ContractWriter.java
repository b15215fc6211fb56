/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.importing;

import io.cascade.contracts.ContractException;
import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.importing.ImportPlan.ImportedContract;
import io.cascade.local.contract.ContractFiles;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts relationship files into a directory: all of them, or none. */
final class ContractWriter {

    private final Path directory;
    private final Path folder;
    private final boolean force;

    ContractWriter(Path directory, boolean force) {
        this.directory = directory;
        this.folder = ContractFiles.relationshipFolder(directory);
        this.force = force;
    }

    /** What is there already and stays: nothing, if all may be written anew. */
    Contracts existing() {
        return force ? new Contracts(List.of()) : parse(ContractFiles.relationshipsIfAny(directory));
    }

    Path path(ImportedContract contract) {
        return folder.resolve(contract.file());
    }

    void write(List<ImportedContract> contracts) {
        List<Path> present =
                contracts.stream().map(this::path).filter(Files::exists).toList();
        if (!force && !present.isEmpty()) {
            throw new LocalStackException(
                    "Nothing is written, because these files exist; move them away, or overwrite them with --force:\n  "
                            + present.stream().map(Path::toString).collect(Collectors.joining("\n  ")));
        }
        parse(together(contracts));
        try {
            Files.createDirectories(folder);
            for (ImportedContract contract : contracts) {
                Files.writeString(path(contract), contract.yaml());
            }
        } catch (IOException e) {
            throw new LocalStackException("cannot write to " + folder + ": " + e, e);
        }
    }

    private List<ContractSource> together(List<ImportedContract> contracts) {
        List<ContractSource> sources = new ArrayList<>();
        Set<String> written = new HashSet<>();
        for (ImportedContract contract : contracts) {
            String file = path(contract).toString();
            written.add(file);
            sources.add(new ContractSource(file, contract.yaml()));
        }
        ContractFiles.relationshipsIfAny(directory).stream()
                .filter(source -> !written.contains(source.file()))
                .forEach(sources::add);
        return sources;
    }

    private static Contracts parse(List<ContractSource> sources) {
        try {
            return Contracts.parse(sources);
        } catch (ContractException e) {
            throw new LocalStackException("Nothing is written. " + e.getMessage(), e);
        }
    }
}
