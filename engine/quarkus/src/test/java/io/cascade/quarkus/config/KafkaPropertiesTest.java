/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaPropertiesTest {

    @Test
    void passesOnWhatAKafkaClientKnowsAndNothingElse() {
        // Given
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Map.of("kafka.bootstrap.servers", "default:9092", "kafka.linger.ms", "5"), "file", 100))
                .withSources(new EnvConfigSource(
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS", "b:9092",
                                "KAFKA_SECURITY_PROTOCOL", "SSL",
                                "KAFKA_HOME", "/opt/kafka",
                                "KAFKA_HEAP_OPTS", "-Xmx1g"),
                        300))
                .build();

        // When
        Map<String, Object> properties = KafkaProperties.of(config);

        // Then
        assertThat(properties)
                .isEqualTo(Map.of("bootstrap.servers", "b:9092", "security.protocol", "SSL", "linger.ms", "5"));
    }
}
