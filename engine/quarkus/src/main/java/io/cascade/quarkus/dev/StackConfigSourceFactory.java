/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.dev;

import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Gives a service in dev mode the settings of the running local stack. Found by the service loader, anew with every live
 * reload, so that a stack that is started later is found too.
 */
public final class StackConfigSourceFactory implements ConfigSourceFactory {

    /** Made by the service loader. */
    public StackConfigSourceFactory() {}

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            return List.of();
        }
        String service = value(context, "cascade.service")
                .or(() -> value(context, "quarkus.application.name"))
                .orElse("");
        return List.of(new StackConfigSource(
                new StackSearch(Path.of(""), service).look(value(context, "cascade.stack-file"))));
    }

    private static Optional<String> value(ConfigSourceContext context, String name) {
        @Nullable ConfigValue value = context.getValue(name);
        return Optional.ofNullable(value).map(ConfigValue::getValue).filter(text -> !text.isBlank());
    }
}
