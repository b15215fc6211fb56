/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.ContractException;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractsDirectoryTest {

    @TempDir
    private Path directory;

    @Test
    void readsTheRelationshipsFolderWhereThereIsOne() throws IOException {
        // Given
        Path relationships = Files.createDirectory(directory.resolve("relationships"));
        Files.writeString(relationships.resolve("b.yml"), contract("second"));
        Files.writeString(relationships.resolve("a.yaml"), contract("first"));
        Files.writeString(relationships.resolve("README.md"), "no contract");
        Files.writeString(directory.resolve("asyncapi.yaml"), "asyncapi: 3.1.0");

        // When
        Contracts contracts = ContractsDirectory.read(directory);

        // Then
        assertThat(contracts.relationships()).extracting(Relationship::name).containsExactly("first", "second");
    }

    @Test
    void readsTheDirectoryItselfWhereThereIsNoSuchFolder() throws IOException {
        // Given
        Files.writeString(directory.resolve("a.yaml"), contract("only"));

        // When
        Contracts contracts = ContractsDirectory.read(directory);

        // Then
        assertThat(contracts.relationships()).extracting(Relationship::name).containsExactly("only");
    }

    @Test
    void refusesADirectoryThatDoesNotExist() {
        assertThatThrownBy(() -> ContractsDirectory.read(directory.resolve("absent")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CASCADE_CONTRACTS")
                .hasMessageContaining(directory.resolve("absent").toString())
                .hasMessageContaining("no such directory");
    }

    @Test
    void refusesAnEmptyDirectory() {
        assertThatThrownBy(() -> ContractsDirectory.read(directory))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no *.yaml file");
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws IOException {
        // Given
        Files.write(directory.resolve("a.yaml"), new byte[] {(byte) 0xff});

        // When, Then
        assertThatThrownBy(() -> ContractsDirectory.read(directory))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("a.yaml")
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void namesFileAndLineOfAMalformedContract() throws IOException {
        // Given
        Files.writeString(directory.resolve("a.yaml"), "name: [");

        // When, Then
        assertThatThrownBy(() -> ContractsDirectory.read(directory))
                .isInstanceOf(ContractException.class)
                .hasMessageContaining("a.yaml:1");
    }

    private static String contract(String name) {
        return """
                name: %s
                parent:
                  service: a
                  table: %s_parents
                  key: [{column: id, type: bigint}]
                child:
                  service: b
                  table: children
                  columns: [parent_id]
                onDelete: CASCADE
                """
                .formatted(name, name);
    }
}
