/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table of the run, and the column and key replica by which it refers to the one above. */
enum Level {
    PARENTS(ChaosContracts.PARENT, "parents", null),
    CHILDREN(
            ChaosContracts.CHILD,
            "children",
            new Reference(
                    PARENTS,
                    "parent_id",
                    "cascade.parent_service__parents__id",
                    ChaosContracts.CHILDREN_PARENT,
                    Action.CASCADE)),
    GRANDCHILDREN(
            ChaosContracts.GRANDCHILD,
            "grandchildren",
            new Reference(
                    CHILDREN,
                    "child_id",
                    "cascade.child_service__children__id",
                    ChaosContracts.GRANDCHILDREN_CHILD,
                    Action.CASCADE)),
    NOTES(
            ChaosContracts.CHILD,
            "chaos.notes",
            new Reference(
                    PARENTS,
                    "parent_id",
                    "cascade.parent_service__parents__id",
                    ChaosContracts.NOTES_PARENT,
                    Action.SET_NULL)),
    /** They go only when all have consented. */
    OWNERS(ChaosContracts.PARENT, "chaos.owners", null),
    HOLDERS(
            ChaosContracts.CHILD,
            "chaos.holders",
            new Reference(
                    OWNERS,
                    "owner_id",
                    "cascade.parent_service__chaos__owners__id",
                    ChaosContracts.HOLDERS_OWNER,
                    Action.RESTRICT)),
    SUBJECTS(ChaosContracts.PARENT, "chaos.subjects", null),
    /** They may come before what they refer to. */
    TAGS(
            ChaosContracts.CHILD,
            "chaos.tags",
            new Reference(
                    SUBJECTS,
                    "subject_id",
                    "cascade.parent_service__chaos__subjects__id",
                    ChaosContracts.TAGS_SUBJECT,
                    Action.CASCADE)),
    ALBUMS(ChaosContracts.PARENT, "chaos.albums", null),
    /** What is deleted of them is brought back. */
    PHOTOS(
            ChaosContracts.CHILD,
            "chaos.photos",
            new Reference(
                    ALBUMS,
                    "album_id",
                    "cascade.parent_service__chaos__albums__id",
                    ChaosContracts.PHOTOS_ALBUM,
                    Action.CASCADE));

    /** What becomes of a row when what it refers to is deleted. */
    enum Action {
        CASCADE,
        SET_NULL,
        RESTRICT
    }

    private record Reference(Level above, String column, String replica, String relationship, Action action) {}

    private final String service;
    private final String table;
    private final @Nullable Reference reference;

    Level(String service, String table, @Nullable Reference reference) {
        this.service = service;
        this.table = table;
        this.reference = reference;
    }

    static List<Level> of(String service) {
        return Stream.of(values())
                .filter(level -> level.service.equals(service))
                .toList();
    }

    /** Those that refer to rows of another. */
    static List<Level> referring() {
        return Stream.of(values()).filter(level -> level.reference != null).toList();
    }

    /** Those that refer to rows of this one. */
    List<Level> below() {
        return referring().stream().filter(level -> level.above() == this).toList();
    }

    String service() {
        return service;
    }

    String table() {
        return table;
    }

    Action action() {
        return reference().action();
    }

    /** Whether an insert does not need the key to be known. */
    boolean eventual() {
        return this == TAGS;
    }

    /** Whether copies of what is deleted are kept, and brought back. */
    boolean comesBack() {
        return this == ALBUMS || this == PHOTOS;
    }

    String column() {
        return reference().column();
    }

    /** Of the keys of the level above. */
    String replica() {
        return reference().replica();
    }

    /** By which it refers to the level above. */
    String relationship() {
        return reference().relationship();
    }

    /** Whose rows this one's refer to. */
    Level above() {
        return reference().above();
    }

    /** Of its keys. */
    String topic() {
        return "cascade." + service + "." + (table.contains(".") ? "" : "public.") + table;
    }

    private Reference reference() {
        if (reference == null) {
            throw new IllegalStateException(table + " refers to nothing");
        }
        return reference;
    }
}
