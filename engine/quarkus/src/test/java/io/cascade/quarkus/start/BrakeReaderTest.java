/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.brake.BrakeSettings;
import io.cascade.quarkus.config.CascadeConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of the brake as an operator writes them. */
class BrakeReaderTest {

    private record Written(String replicaLag, String wal, String lockWaits, int rowsPerSecond)
            implements CascadeConfig.Brake {}

    @Test
    void theDefaultsAreThoseOfTheEngine() {
        assertThat(BrakeReader.read(new Written("30s", "4G", "20", 1000))).isEqualTo(BrakeSettings.DEFAULT);
    }

    @Test
    void eachLimitCanBeOff() {
        assertThat(BrakeReader.read(new Written("off", "off", "off", 1000))).isEqualTo(BrakeSettings.OFF);
        assertThat(BrakeReader.read(new Written("off", "512M", "off", 5)))
                .isEqualTo(new BrakeSettings(Duration.ZERO, 512L << 20, 0, 5));
    }

    @ParameterizedTest
    @CsvSource({
        "soon, 4G, 20, 1000, CASCADE_BRAKE_REPLICA_LAG",
        "0s, 4G, 20, 1000, CASCADE_BRAKE_REPLICA_LAG",
        "30s, much, 20, 1000, CASCADE_BRAKE_WAL",
        "30s, 0, 20, 1000, CASCADE_BRAKE_WAL",
        "30s, 4G, few, 1000, CASCADE_BRAKE_LOCK_WAITS",
        "30s, 4G, -1, 1000, CASCADE_BRAKE_LOCK_WAITS",
        "30s, 4G, 20, 0, CASCADE_BRAKE_ROWS_PER_SECOND",
    })
    void whatCannotBeSaysWhichSettingAndWhatItCouldBe(
            String replicaLag, String wal, String lockWaits, int rows, String setting) {
        assertThatThrownBy(() -> BrakeReader.read(new Written(replicaLag, wal, lockWaits, rows)))
                .hasMessageContaining(setting);
    }
}
