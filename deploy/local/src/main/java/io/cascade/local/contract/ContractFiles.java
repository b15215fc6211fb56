/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.contract;

import io.cascade.contracts.ContractSource;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads contracts from a directory, and calls the files as the caller called the directory. */
public final class ContractFiles {

    private static final String SCHEMA = ".schema.json";

    private ContractFiles() {}

    /** The relationship files, in the order of their names. There must be some. */
    public static List<ContractSource> relationships(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new LocalStackException(
                    directory + " is no directory; --contracts needs one with relationship files.");
        }
        List<ContractSource> sources = read(relationshipFolder(directory), ".yaml", ".yml");
        if (sources.isEmpty()) {
            throw new LocalStackException("There is no relationship file (*.yaml) in " + directory + " nor in "
                    + directory.resolve("relationships"));
        }
        return sources;
    }

    /** Where the relationship files are, or would be put: beside those that are there, else in a folder of their own. */
    public static Path relationshipFolder(Path directory) {
        Path nested = directory.resolve("relationships");
        return Files.isDirectory(nested) || read(directory, ".yaml", ".yml").isEmpty() ? nested : directory;
    }

    /** The relationship files, none if there is no such directory yet. */
    public static List<ContractSource> relationshipsIfAny(Path directory) {
        return read(relationshipFolder(directory), ".yaml", ".yml");
    }

    /** The folder with the event schemas: the directory's {@code events}, or the directory itself where it has none. */
    public static Path eventFolder(Path directory) {
        Path nested = directory.resolve("events");
        return Files.isDirectory(nested) ? nested : directory;
    }

    /** The event schemas of a folder by file name. */
    public static Map<String, ContractSource> eventSchemas(Path folder) {
        Map<String, ContractSource> schemas = new LinkedHashMap<>();
        read(folder, SCHEMA)
                .forEach(source ->
                        schemas.put(Path.of(source.file()).getFileName().toString(), source));
        return schemas;
    }

    /** One file. */
    public static ContractSource read(Path file) {
        try {
            return new ContractSource(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new LocalStackException(file + " is not UTF-8.", e);
        } catch (IOException e) {
            throw new LocalStackException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<ContractSource> read(Path folder, String... endings) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .map(ContractFiles::read)
                    .toList();
        } catch (IOException e) {
            throw new LocalStackException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }
}
