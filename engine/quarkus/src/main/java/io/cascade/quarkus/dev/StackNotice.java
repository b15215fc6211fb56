/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.dev;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Says where the settings come from, before what follows from them fails. */
@Singleton
class StackNotice {

    private static final Logger LOGGER = LoggerFactory.getLogger(StackNotice.class);
    private static final int FIRST = 1;

    private final Config config;

    StackNotice(Config config) {
        this.config = config;
    }

    void tell(@Observes @Priority(FIRST) StartupEvent event) {
        for (ConfigSource source : config.getConfigSources()) {
            if (source instanceof StackConfigSource found) {
                Level level = found.stack() instanceof LocalStack.Missing ? Level.WARN : Level.INFO;
                LOGGER.atLevel(level).log(found.stack().message());
            }
        }
    }
}
