/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

/** A table of the three, and the column and key replica by which it refers to the one above. */
enum Level {
    PARENTS(ChaosContracts.PARENT, "parents", "", ""),
    CHILDREN(ChaosContracts.CHILD, "children", "parent_id", "cascade.parent_service__parents__id"),
    GRANDCHILDREN(ChaosContracts.GRANDCHILD, "grandchildren", "child_id", "cascade.child_service__children__id");

    private final String service;
    private final String table;
    private final String reference;
    private final String replica;

    Level(String service, String table, String reference, String replica) {
        this.service = service;
        this.table = table;
        this.reference = reference;
        this.replica = replica;
    }

    String service() {
        return service;
    }

    String table() {
        return table;
    }

    String reference() {
        return reference;
    }

    /** Of the keys of the level above. */
    String replica() {
        return replica;
    }

    /** By which it refers to the level above. */
    String relationship() {
        return this == CHILDREN ? ChaosContracts.CHILDREN_PARENT : ChaosContracts.GRANDCHILDREN_CHILD;
    }

    /** Whose rows this one's refer to. */
    Level above() {
        return values()[ordinal() - 1];
    }
}
