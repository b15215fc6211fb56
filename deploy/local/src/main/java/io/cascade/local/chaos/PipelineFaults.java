/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.ChaosStack.Site;
import java.util.ArrayList;
import java.util.List;

/** What goes wrong between an outbox and its topic: connectors, offsets and slots. */
final class PipelineFaults {

    private PipelineFaults() {}

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (String service : ChaosContracts.SERVICES) {
            faults.add(new RestartedConnector(service));
            faults.add(new ForgottenOffsets(service));
            faults.add(new LostSlot("recreate-slot", "is dropped and made again", service, LostSlot.Loss.DROPPED));
            faults.add(new LostSlot(
                    "advance-slot", "is moved past what nobody has read", service, LostSlot.Loss.ADVANCED));
            faults.add(new LostSlot(
                    "invalidate-slot", "is invalidated by max_slot_wal_keep_size", service, LostSlot.Loss.INVALIDATED));
        }
        return faults;
    }

    private record RestartedConnector(String service) implements Fault {

        @Override
        public String name() {
            return "restart-connector-of-" + service;
        }

        @Override
        public String what() {
            return "the connector of " + service + " is restarted";
        }

        @Override
        public void inject(ChaosStack stack) {
            stack.rest().restart(service);
        }
    }

    private record ForgottenOffsets(String service) implements Fault {

        @Override
        public String name() {
            return "forget-offsets-of-" + service;
        }

        @Override
        public String what() {
            return "Connect loses the offset of the connector of " + service;
        }

        @Override
        public void inject(ChaosStack stack) {
            stack.stopConnector(service);
        }

        @Override
        public void heal(ChaosStack stack) {
            stack.startConnectorAnew(service);
        }
    }

    /** What is written while the connector is stopped never leaves by the slot. The repair is the one of the runbook. */
    private record LostSlot(String kind, String words, String service, Loss loss) implements Fault {

        private enum Loss {
            DROPPED,
            ADVANCED,
            INVALIDATED
        }

        @Override
        public String name() {
            return kind + "-of-" + service;
        }

        @Override
        public String what() {
            return "the replication slot of " + service + " " + words;
        }

        @Override
        public void inject(ChaosStack stack) {
            stack.stopConnector(service);
            if (loss == Loss.DROPPED) {
                drop(stack.site(service));
            }
        }

        @Override
        public void heal(ChaosStack stack) {
            Site site = stack.site(service);
            switch (loss) {
                case DROPPED -> make(site);
                case ADVANCED ->
                    site.db().values("SELECT pg_replication_slot_advance('" + site.slot() + "', pg_current_wal_lsn())");
                case INVALIDATED -> {
                    invalidate(site);
                    drop(site);
                    make(site);
                }
            }
            stack.startConnectorAnew(service);
        }

        private static void invalidate(Site site) {
            site.db().run("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
            Waiting.until("the slot of " + site.name() + " is lost", () -> {
                site.db()
                        .run(
                                "SELECT pg_logical_emit_message(false, 'chaos', repeat('x', 1000000))",
                                "SELECT pg_switch_wal()",
                                "CHECKPOINT");
                return site.db()
                        .values("SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + site.slot() + "'")
                        .equals(List.of("lost"));
            });
            site.db().run("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
        }

        private static void drop(Site site) {
            Waiting.until(
                    "nobody reads the slot of " + site.name(),
                    () -> site.db()
                                    .number("SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '"
                                            + site.slot() + "'")
                            == 0);
            site.db().values("SELECT pg_drop_replication_slot('" + site.slot() + "')");
        }

        private static void make(Site site) {
            // As the service's own statement.
            site.db()
                    .values("SELECT pg_create_logical_replication_slot('" + site.slot()
                            + "', 'pgoutput', failover => true)"
                            + " WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '" + site.slot()
                            + "')");
        }
    }
}
