/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.containers;

import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/** Whether containers can be had at all. */
public final class Docker {

    private Docker() {}

    /** Why Docker cannot be used; empty if it can. Asked once, because a host that does not answer takes minutes. */
    public static Optional<String> whyNot() {
        return Answer.WHY_NOT;
    }

    private static final class Answer {

        static final Optional<String> WHY_NOT = ask();

        private static Optional<String> ask() {
            try {
                DockerClientFactory.instance().client();
                return Optional.empty();
            } catch (RuntimeException | LinkageError e) {
                return Optional.of("it cannot be reached: " + e.getMessage());
            }
        }
    }
}
