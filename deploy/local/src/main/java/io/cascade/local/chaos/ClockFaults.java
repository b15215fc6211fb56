/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.ChaosStack.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Clocks that are set some hours ahead while their process runs, and then back. */
final class ClockFaults {

    /** Longer than any patience, and shorter than anything is kept. */
    private static final Duration JUMP = Duration.ofHours(5);

    private ClockFaults() {}

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (String service : ChaosContracts.SERVICES) {
            faults.add(new Jump(service, service, site -> site.service().clock(), Site::service));
            faults.add(new Jump(
                    service, "postgres-of-" + service, site -> site.postgres().clock(), Site::postgres));
        }
        return faults;
    }

    static boolean contains(List<Fault> faults) {
        return faults.stream().anyMatch(Jump.class::isInstance);
    }

    private record Jump(String service, String part, Function<Site, FakeClock> clock, Function<Site, Part> process)
            implements Fault {

        @Override
        public String name() {
            return "jump-clock-of-" + part;
        }

        @Override
        public String what() {
            return "the clock of " + part + " is " + JUMP.toHours() + " hours ahead, and then right again";
        }

        @Override
        public void inject(ChaosStack stack) {
            Site site = stack.site(service);
            clock.apply(site).ahead(process.apply(site).process(), JUMP);
        }

        @Override
        public void heal(ChaosStack stack) {
            clock.apply(stack.site(service)).right();
        }
    }
}
