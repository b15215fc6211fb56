/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.containers;

import io.cascade.local.service.ServiceModules;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.DockerImageName;

/** The images of a stack. Those of the services are built once in a run of the tests, from what Maven has built. */
final class Images {

    static final DockerImageName POSTGRES = DockerImageName.parse("postgres:18");
    static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.3.1");
    static final DockerImageName CONNECT = DockerImageName.parse("quay.io/debezium/connect:3.7");

    private static final Map<String, Future<String>> BUILT = new ConcurrentHashMap<>();

    private final Path home;

    /**
     * The images of a source tree.
     *
     * @param home the root of the project
     */
    Images(Path home) {
        this.home = home;
    }

    /** The image of a service: its own module's where there is one, else the generic runner's. */
    Future<String> of(String service) {
        ServiceModules modules = new ServiceModules(home);
        modules.jar(service);
        return BUILT.computeIfAbsent(modules.module(service), this::build);
    }

    /** The name stays the same, so that the next build finds the layers of this one. */
    private Future<String> build(String module) {
        return new ImageFromDockerfile("cascade/" + module + ":test", false)
                .withFileFromPath("Dockerfile", home.resolve(module).resolve("Dockerfile"))
                .withFileFromPath("LICENSE", home.resolve("LICENSE"))
                .withFileFromPath("contracts/relationships", home.resolve("contracts/relationships"))
                .withFileFromPath(
                        module + "/target/quarkus-app", home.resolve(module).resolve("target/quarkus-app"));
    }
}
