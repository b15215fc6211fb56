/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.start;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the relationship files of a directory, in the order of their names so that messages come in the same order. */
final class ContractsDirectory {

    private ContractsDirectory() {}

    /** Throws ConfigurationException or ContractException, both with a message for a person. */
    static Contracts read(Path directory) {
        Path relationships = directory.resolve("relationships");
        Path folder = Files.isDirectory(relationships) ? relationships : directory;
        List<ContractSource> sources = new ArrayList<>();
        for (Path file : files(folder)) {
            sources.add(new ContractSource(file.toString(), text(file)));
        }
        if (sources.isEmpty()) {
            throw refused(folder, "it has no *.yaml file");
        }
        return Contracts.parse(sources);
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw refused(folder, "there is no such directory");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw refused(folder, "it cannot be read: " + e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw refused(file, "it is not UTF-8");
        } catch (IOException e) {
            throw refused(file, "it cannot be read: " + e);
        }
    }

    private static ConfigurationException refused(Path path, String reason) {
        return new ConfigurationException(
                "cascade.contracts (CASCADE_CONTRACTS): " + path.toAbsolutePath() + " is refused: " + reason);
    }
}
