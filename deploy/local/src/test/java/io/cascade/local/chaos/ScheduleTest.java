/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final int ROUNDS = 50;

    @Test
    void aSeedRepeatsItsFaultsAndTheirMoments() {
        // When
        List<String> once = rounds(new Schedule(FaultCatalog.all(), false, 4711));
        List<String> again = rounds(new Schedule(FaultCatalog.all(), false, 4711));

        // Then
        assertThat(again).isEqualTo(once);
        assertThat(rounds(new Schedule(FaultCatalog.all(), false, 4712))).isNotEqualTo(once);
    }

    @Test
    void faultsComeAloneAndTogether() {
        // Given
        Schedule schedule = new Schedule(FaultCatalog.all(), false, 1);

        // When
        List<Integer> numbers = IntStream.range(0, ROUNDS)
                .mapToObj(round -> schedule.next().faults().size())
                .toList();

        // Then
        assertThat(numbers).contains(1, 2, 3).allMatch(number -> number <= 3);
    }

    @Test
    void oneByOneTakesEachInOrderAndBeginsAgain() {
        // Given
        List<Fault> faults = FaultCatalog.all().subList(0, 3);
        Schedule schedule = new Schedule(faults, true, 1);

        // When
        List<Fault> taken = IntStream.range(0, 4)
                .mapToObj(round -> schedule.next().faults().get(0).fault())
                .toList();

        // Then
        assertThat(taken).containsExactly(faults.get(0), faults.get(1), faults.get(2), faults.get(0));
    }

    @Test
    void everyFaultHasANameOfItsOwn() {
        assertThat(FaultCatalog.entries()).extracting(FaultCatalog.Entry::name).doesNotHaveDuplicates();
    }

    private static List<String> rounds(Schedule schedule) {
        return IntStream.range(0, ROUNDS)
                .mapToObj(round -> {
                    Schedule.Round next = schedule.next();
                    StringBuilder text = new StringBuilder(Boolean.toString(next.duringDelete()));
                    next.faults().forEach(each -> text.append(' ')
                            .append(each.fault().name())
                            .append(each.after())
                            .append(each.lasts()));
                    return text.toString();
                })
                .toList();
    }
}
