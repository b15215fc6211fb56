/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void contractsAreDataAndKnowNoInputOrOutput() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.cascade.contracts..",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.nio.charset..",
                        "com.fasterxml.jackson..",
                        "com.networknt.schema..",
                        "org.yaml.snakeyaml..",
                        "org.jspecify..")
                .orShould()
                .haveSimpleName("ContractParser")
                .orShould()
                .haveSimpleName("YamlDocument")
                .because("checkers, generators and services of any kind read the contracts; only the two readers take"
                        + " text through java.io's in-memory streams, and none opens a file or a connection")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.cascade.contracts"));
    }
}
