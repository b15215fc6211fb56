/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.containers;

import io.cascade.local.host.Ports;
import io.cascade.local.postgres.DatabaseInstaller;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.testkit.StackOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * Makes a service's database and starts its container.
 *
 * @param names of all services, which know each other by them
 */
record ServiceLauncher(StackOptions options, SortedSet<String> names, Images images, Backends backends) {

    ContainerService start(String name) {
        ServiceDatabase database = new DatabaseInstaller(backends.postgres())
                .install(name, role -> UUID.randomUUID().toString(), schema(name));
        ServiceContainer.Options container = new ServiceContainer.Options(
                name,
                image(name),
                backends.network(),
                options.contracts(),
                environment(name, database),
                Ports.anyFreePort());
        return new ContainerService(container, database, ServiceContainer.start(container));
    }

    private String image(String name) {
        try {
            return images.of(name).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the image of " + name + " cannot be built: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the image of " + name + " was built", e);
        }
    }

    private Optional<Path> schema(String name) {
        return Optional.of(options.contracts().resolve("schema").resolve(name + ".sql"))
                .filter(Files::isRegularFile);
    }

    private Map<String, String> environment(String name, ServiceDatabase database) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("CASCADE_SERVICE", name);
        environment.put(
                "CASCADE_PEERS",
                names.stream().map(peer -> peer + "=http://" + peer + ":8080").collect(Collectors.joining(",")));
        environment.put(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:postgresql://" + database.host() + ":" + database.port() + "/" + database.name());
        environment.putAll(database.roles());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", backends.innerBootstrapServers());
        environment.put("KAFKA_SESSION_TIMEOUT_MS", "6000");
        environment.put("CASCADE_AUTH", "off");
        environment.put(
                "JDK_JAVA_OPTIONS", String.join(" ", options.jvmOptions().getOrDefault(name, List.of("-Xmx192m"))));
        environment.putAll(options.environment().getOrDefault(name, Map.of()));
        return environment;
    }
}
