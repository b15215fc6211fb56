/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.config;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Every {@code kafka.*} setting, without the prefix, as properties of the Kafka clients. Only names that a client knows:
 * the environment of a machine often has a {@code KAFKA_HOME} or {@code KAFKA_HEAP_OPTS} that is none of theirs.
 */
public final class KafkaProperties {

    private static final String PREFIX = "kafka.";

    private KafkaProperties() {}

    public static Map<String, Object> of(Config config) {
        Set<String> known = new HashSet<>(AdminClientConfig.configNames());
        known.addAll(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        Map<String, Object> properties = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            String dotted = name.toLowerCase(Locale.ROOT).replace('_', '.');
            String property = dotted.startsWith(PREFIX) ? dotted.substring(PREFIX.length()) : "";
            if (known.contains(property)) {
                Optional<String> value = config.getOptionalValue(PREFIX + property, String.class);
                value.ifPresent(text -> properties.put(property, text));
            }
        }
        return properties;
    }
}
