/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.containers;

import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/** Whether containers can be had at all. */
public final class Docker {

    private Docker() {}

    /** Why Docker cannot be used; empty if it can. */
    public static Optional<String> whyNot() {
        try {
            DockerClientFactory.instance().client();
            return Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("it cannot be reached: " + e.getMessage());
        }
    }
}
