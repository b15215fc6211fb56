/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.start;

import io.cascade.contracts.ContractException;
import io.cascade.engine.StartRefusedException;
import io.quarkus.runtime.configuration.ConfigurationException;
import org.apache.kafka.common.KafkaException;
import org.flywaydb.core.api.FlywayException;

/** Tells what a person can mend from what only a developer can: the former deserves a message, the latter a stack trace. */
final class StartFailure {

    private StartFailure() {}

    /**
     * What to throw instead: the one exception that Quarkus answers with its message alone and exit code 1, provided that it
     * has no cause; or the failure itself.
     */
    static RuntimeException of(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ContractException
                    || cause instanceof StartRefusedException
                    || cause instanceof ConfigurationException
                    || cause instanceof FlywayException) {
                return new ConfigurationException(cause.getMessage());
            }
            if (cause instanceof KafkaException) {
                return new ConfigurationException(failure.getMessage());
            }
        }
        return failure;
    }
}
