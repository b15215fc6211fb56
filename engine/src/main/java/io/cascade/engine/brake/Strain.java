/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

/** From what a database suffers. */
public enum Strain {
    /** A physical standby replays what was written some time ago: readers there see old rows, and synchronous commits wait. */
    REPLICA_LAG("replica_lag"),
    /** A replication slot keeps the log from being removed, up to a full disk or to the loss of the slot. */
    WAL("wal"),
    /** Sessions wait for locks of others. */
    LOCK_WAITS("lock_waits");

    private final String id;

    Strain(String id) {
        this.id = id;
    }

    /** As in metrics and logs. */
    public String id() {
        return id;
    }
}
