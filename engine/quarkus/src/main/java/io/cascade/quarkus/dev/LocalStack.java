/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.dev;

import java.nio.file.Path;
import java.util.Map;

/** What is known of a local stack that a developer may have started for this service. */
sealed interface LocalStack {

    /** For the log; without passwords. */
    String message();

    /**
     * One that leaves this service to its developer.
     *
     * @param environment all that the service's process has to know
     */
    record Found(Path file, String service, Map<String, String> environment) implements LocalStack {

        @Override
        public String message() {
            return "This is " + service + " of the local stack at " + file
                    + ": database, Kafka, contracts, peers and port are" + " taken from there";
        }

        @Override
        public String toString() {
            return message();
        }
    }

    /** There is none, or none that would do. */
    record Missing(String reason, String service) implements LocalStack {

        @Override
        public String message() {
            return reason + " To develop against a local stack, run: ./cascade up --without " + service
                    + " (CASCADE_STACK_FILE names its stack.json where it is not found, and off ends the search)";
        }
    }

    /** Nobody wants one. */
    record Unwanted() implements LocalStack {

        @Override
        public String message() {
            return "No local stack is looked for, as CASCADE_STACK_FILE says";
        }
    }
}
