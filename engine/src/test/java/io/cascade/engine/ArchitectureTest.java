/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.cascade.engine");

    @Test
    void theEngineKnowsNoFramework() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..", "io.smallrye..")
                .because("any Java service on PostgreSQL can use the engine, whatever it is built with")
                .check(ENGINE);
    }

    @Test
    void publishingAndSubscribingDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("..engine.publish..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..engine.subscribe..")
                .because("a service may be only one of the two, and they meet on the wire alone")
                .check(ENGINE);
        noClasses()
                .that()
                .resideInAPackage("..engine.subscribe..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..engine.publish..")
                .because("a service may be only one of the two, and they meet on the wire alone")
                .check(ENGINE);
    }

    @Test
    void settlementKnowsNeitherOfTheTwoThatMeetInIt() {
        noClasses()
                .that()
                .resideInAPackage("..engine.settle..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..engine.publish..", "..engine.subscribe..")
                .because("it is what a service that is both has to know of its own")
                .check(ENGINE);
    }

    /** Tables come from contracts and the catalog; a name of the example in a string would be a special case. */
    @Test
    void theEngineKnowsNoTableOfTheExample() throws IOException {
        Pattern example = Pattern.compile("\"[^\"\\n]*\\b(parents|children)\\.|FROM (parents|children)\\b|parent_id");
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            List<Path> offenders = files.filter(Files::isRegularFile)
                    .filter(file -> example.matcher(read(file)).find())
                    .toList();
            assertThat(offenders).isEmpty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
