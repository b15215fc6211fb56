/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.postgresql.Driver;

/** A project root with a stub in the place of both services. */
final class StubProject {

    private static final String RELATIONSHIP =
            """
            name: children-parent
            parent:
              service: parent-service
              table: public.parents
              key:
                - column: id
                  type: bigint
            child:
              service: child-service
              table: public.children
              columns: [parent_id]
            onDelete: CASCADE
            check: strict
            """;

    private StubProject() {}

    static Path in(Path directory) throws Exception {
        Files.createDirectories(directory.resolve("deploy/debezium"));
        Files.copy(
                Path.of("../debezium/outbox-connector.json"),
                directory.resolve("deploy/debezium/outbox-connector.json"));
        Files.createDirectories(directory.resolve("deploy/observability"));
        Files.copy(
                Path.of("../observability/jmx-exporter.yaml"),
                directory.resolve("deploy/observability/jmx-exporter.yaml"));
        Files.createDirectories(directory.resolve("contracts/relationships"));
        Files.writeString(directory.resolve("contracts/relationships/children-parent.yaml"), RELATIONSHIP);
        for (String module : new String[] {"parent-service", "child-service"}) {
            Path app = Files.createDirectories(directory.resolve(module).resolve("target/quarkus-app"));
            jar(app.resolve("quarkus-run.jar"));
        }
        return directory;
    }

    private static void jar(Path file) throws IOException, URISyntaxException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Name.MAIN_CLASS, StubService.class.getName());
        manifest.getMainAttributes().put(Name.CLASS_PATH, location(StubService.class) + " " + location(Driver.class));
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
    }

    private static String location(Class<?> type) throws URISyntaxException {
        return type.getProtectionDomain().getCodeSource().getLocation().toURI().toString();
    }
}
