/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.ChaosStack.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Processes that end, or stand still. */
final class ProcessFaults {

    private ProcessFaults() {}

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        add(faults, "broker", "the Kafka broker", ChaosStack::kafka);
        add(faults, "connect", "the Connect worker", ChaosStack::connect);
        for (String service : ChaosContracts.SERVICES) {
            add(faults, service, service, stack -> stack.site(service).service());
            add(faults, "postgres-of-" + service, "the whole PostgreSQL of " + service, stack -> stack.site(service)
                    .postgres());
            faults.add(new KilledBackend(service));
        }
        return faults;
    }

    private static void add(List<Fault> faults, String name, String what, Function<ChaosStack, Part> part) {
        faults.add(new Killed(name, what, part));
        faults.add(new Frozen(name, what, part));
    }

    private record Killed(String part, String words, Function<ChaosStack, Part> where) implements Fault {

        @Override
        public String name() {
            return "kill-" + part;
        }

        @Override
        public String what() {
            return "kill -9 of " + words;
        }

        @Override
        public void inject(ChaosStack stack) {
            where.apply(stack).kill();
        }
    }

    private record Frozen(String part, String words, Function<ChaosStack, Part> where) implements Fault {

        @Override
        public String name() {
            return "freeze-" + part;
        }

        @Override
        public String what() {
            return "SIGSTOP, later SIGCONT, of " + words;
        }

        @Override
        public void inject(ChaosStack stack) {
            Signals.freeze(where.apply(stack).process());
        }

        @Override
        public void heal(ChaosStack stack) {
            Signals.thaw(where.apply(stack).process());
        }
    }

    /** PostgreSQL then ends all other sessions and recovers from its log. */
    private record KilledBackend(String service) implements Fault {

        @Override
        public String name() {
            return "kill-backend-of-" + service;
        }

        @Override
        public String what() {
            return "kill -9 of a session of " + service + " in its PostgreSQL, which then recovers from a crash";
        }

        @Override
        public void inject(ChaosStack stack) {
            Site site = stack.site(service);
            site.db()
                    .values("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
                            + " AND usename = current_database() ORDER BY state = 'active' DESC, xact_start LIMIT 1")
                    .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(Signals::kill));
        }
    }
}
