/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All faults that there are, in a fixed order, on which the schedule of a seed depends. */
public final class FaultCatalog {

    private FaultCatalog() {}

    /** A name and what it stands for. */
    public record Entry(String name, String what) {}

    public static List<Entry> entries() {
        return Stream.concat(all().stream(), SelfTests.all().stream())
                .map(fault -> new Entry(fault.name(), fault.what()))
                .toList();
    }

    /** Those that a run chooses from unless it is told. */
    static List<Fault> all() {
        return Stream.of(
                        ProcessFaults.all(),
                        NetworkFaults.all(),
                        PipelineFaults.all(),
                        TopicFaults.all(),
                        RestoreFaults.all(),
                        DiskFaults.all(),
                        ClockFaults.all())
                .flatMap(List::stream)
                .toList();
    }

    static Optional<Fault> named(String name) {
        return Stream.concat(all().stream(), SelfTests.all().stream())
                .filter(fault -> fault.name().equals(name))
                .findFirst();
    }
}
