/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.service;

import io.cascade.local.host.LocalStackException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which built program runs a service: its own module where there is one, else the generic runner. */
public final class ServiceModules {

    private static final String PARENT = "parent-service";
    private static final String GENERIC = "child-service";

    private final Path home;

    /**
     * The modules of a source tree.
     *
     * @param home the root of the project
     */
    public ServiceModules(Path home) {
        this.home = home;
    }

    /** Its name, which is also the directory's. */
    public String module(String service) {
        return service.equals(PARENT) ? PARENT : GENERIC;
    }

    /** Throws LocalStackException when it has not been built. */
    public Path jar(String service) {
        Path jar = home.resolve(module(service)).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new LocalStackException(
                    service + " is not built: " + jar + " is missing. Run: mvn -B -DskipTests package");
        }
        return jar;
    }

    /** Enough for any load, as no service ever holds rows in memory. */
    static String defaultHeap(String service) {
        return service.equals(PARENT) ? "-Xmx192m" : "-Xmx128m";
    }
}
