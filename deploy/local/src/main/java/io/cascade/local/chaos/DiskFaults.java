/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.LogTail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Databases whose disk has no room left, by ENOSPC of the kernel. */
final class DiskFaults {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private DiskFaults() {}

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (String service : ChaosContracts.SERVICES) {
            faults.add(new FullForTables(service));
            faults.add(new FullForLog(service));
        }
        return faults;
    }

    /** Returns when the server has met it: as long as it needs no room, nothing has happened. */
    private static void fill(PostgresPart postgres, String felt, Runnable write) {
        LogTail log = LogTail.fromNow(postgres.log());
        postgres.disk().fill();
        boolean met = Waiting.within(PATIENCE, () -> {
            write.run();
            return log.contains(felt);
        });
        if (!met) {
            postgres.disk().makeRoom();
            throw new LocalStackException("the server has needed no room for " + PATIENCE.toSeconds() + " s");
        }
    }

    /** Its log has room for a while, in files that it uses again: statements fail that make a table larger. */
    private record FullForTables(String service) implements Fault {

        @Override
        public String name() {
            return "fill-disk-of-" + service;
        }

        @Override
        public String what() {
            return "the disk of the PostgreSQL of " + service + " has no room for rows";
        }

        @Override
        public void inject(ChaosStack stack) {
            fill(stack.site(service).postgres(), "No space left on device", () -> {});
        }

        @Override
        public void heal(ChaosStack stack) {
            stack.site(service).postgres().disk().makeRoom();
        }
    }

    /** Without a next piece of its log the server ends all sessions and itself, and does not come up again. */
    private record FullForLog(String service) implements Fault {

        @Override
        public String name() {
            return "fill-log-of-" + service;
        }

        @Override
        public String what() {
            return "the disk of the PostgreSQL of " + service + " has no room for its log, by which the server crashes";
        }

        @Override
        public void inject(ChaosStack stack) {
            Db db = stack.site(service).db();
            fill(stack.site(service).postgres(), "PANIC", () -> nextPiece(db));
        }

        private static void nextPiece(Db db) {
            try {
                db.run("SELECT pg_logical_emit_message(false, 'chaos', 'x')", "SELECT pg_switch_wal()");
            } catch (LocalStackException crashed) {
                // As it should.
            }
        }

        @Override
        public void heal(ChaosStack stack) {
            stack.site(service).postgres().disk().makeRoom();
        }
    }
}
