/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.brake.BrakeSettings;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.maintenance.Retention;
import io.cascade.engine.role.Roles;
import io.cascade.engine.testing.TestContracts;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class EngineSettingsTest {

    @ParameterizedTest
    @ValueSource(ints = {99, 1, 0, -1})
    void transactionsOfSoFewRowsThatTheyAreMostOfTheWorkAreRefused(int rows) {
        assertThatThrownBy(() -> settings(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows per transaction are " + rows + ", but must be at least 100");
    }

    @Test
    void theLeastNumberOfRowsOfATransactionIsTaken() {
        assertThat(settings(100).rowsPerTransaction()).isEqualTo(100);
    }

    private static EngineSettings settings(int rowsPerTransaction) {
        return new EngineSettings(
                "b",
                TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE"),
                new PGSimpleDataSource(),
                Map.of(),
                (relationship, key) -> new KeyLookup.Answer.Unknown("nobody is there"),
                ParentKeySet.NONE,
                EngineListener.NONE,
                EngineSettings.DEFAULT_KEY_WAIT,
                1,
                (short) 1,
                1,
                EngineSettings.DEFAULT_STUCK_AFTER,
                EngineSettings.DEFAULT_REPUBLISH_AFTER,
                Retention.DEFAULT,
                rowsPerTransaction,
                BrakeSettings.DEFAULT,
                EngineSettings.DEFAULT_VALIDATE_EVERY,
                Roles.NONE,
                OpenTelemetry.noop());
    }
}
