/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.trace;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Switches OpenTelemetry on where somebody has said to whom spans go. Its own default address is of this machine, where
 * nobody listens as a rule, and every attempt would be a warning.
 */
public final class TraceSwitchFactory implements ConfigSourceFactory {

    /** Above the defaults of this module (100), below whatever a person says: application.properties (250) and more. */
    private static final int ORDINAL = 110;

    private static final List<String> ADDRESSES =
            List.of("quarkus.otel.exporter.otlp.endpoint", "quarkus.otel.exporter.otlp.traces.endpoint");

    /** Made by the service loader. */
    public TraceSwitchFactory() {}

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        boolean addressed = ADDRESSES.stream().anyMatch(name -> given(context.getValue(name)));
        return List.of(new PropertiesConfigSource(
                Map.of("quarkus.otel.sdk.disabled", Boolean.toString(!addressed)), "cascade traces", ORDINAL));
    }

    /** What is in no source that a person can write to is Quarkus' own default. */
    private static boolean given(@Nullable ConfigValue value) {
        return value != null
                && value.getValue() != null
                && !value.getValue().isBlank()
                && value.getConfigSourceOrdinal() >= ORDINAL;
    }
}
