/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cascade.local.bench.report.Series;
import io.cascade.local.bench.report.Unit;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class MeasurementsTest {

    private final Measurements measured = new Measurements();

    @Test
    void figuresAreCollectedInTheOrderOfTheRounds() {
        add("ours", 3, 1, 2);
        add("theirs", 5);
        assertThat(measured.series())
                .containsExactly(
                        new Series("ours", "gone", Unit.SECONDS, List.of(3.0, 1.0, 2.0)),
                        new Series("theirs", "gone", Unit.SECONDS, List.of(5.0)));
        assertThat(measured.median("ours", "gone")).isEqualTo(2);
    }

    /** The medians themselves would say 1: the slow round of one is not that of the other. */
    @Test
    void aRatioComparesWhatWasMeasuredInTheSameRound() {
        add("ours", 10, 20, 30);
        add("theirs", 20, 10, 60);
        assertThat(measured.ratio("theirs", "ours", "gone")).isEqualTo(2);
    }

    @Test
    void twoMetricsOfOneContenderHaveARatio() {
        add("ours", 2, 3);
        measured.add("ours", "returned", Unit.SECONDS, 1);
        measured.add("ours", "returned", Unit.SECONDS, 1);
        assertThat(measured.ratio("ours", "ours", "gone", "returned")).isEqualTo(2.5);
    }

    @Test
    void nobodyHasAFigureThatWasNotMeasured() {
        add("ours", 1);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> measured.median("theirs", "gone"));
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> measured.ratio("ours", "theirs", "gone"));
    }

    private void add(String contender, double... values) {
        for (double value : values) {
            measured.add(contender, "gone", Unit.SECONDS, value);
        }
    }
}
