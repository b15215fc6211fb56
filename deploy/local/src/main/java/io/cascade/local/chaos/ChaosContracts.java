/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Three services in a row, by the table of each; and in two of them tables whose rows lose a reference, hold what they refer to,
 * may come before it, or come back after a delete.
 */
final class ChaosContracts {

    static final String PARENT = "parent-service";
    static final String CHILD = "child-service";
    static final String GRANDCHILD = "grandchild-service";
    static final List<String> SERVICES = List.of(PARENT, CHILD, GRANDCHILD);

    static final String CHILDREN_PARENT = "children-parent";
    static final String GRANDCHILDREN_CHILD = "grandchildren-child";
    static final String NOTES_PARENT = "notes-parent";
    static final String HOLDERS_OWNER = "holders-owner";
    static final String TAGS_SUBJECT = "tags-subject";
    static final String PHOTOS_ALBUM = "photos-album";

    private ChaosContracts() {}

    static void write(Path directory) {
        Level.referring().forEach(level -> relationship(directory, level));
        // A schema of their own, as that of the example is empty when the services come to migrate it.
        write(
                schema(directory, PARENT),
                """
                CREATE SCHEMA chaos;
                CREATE TABLE chaos.owners (id bigint PRIMARY KEY);
                CREATE TABLE chaos.subjects (id bigint PRIMARY KEY);
                CREATE TABLE chaos.albums (id bigint PRIMARY KEY);
                """);
        write(
                schema(directory, CHILD),
                """
                CREATE SCHEMA chaos;
                CREATE TABLE chaos.notes (id bigint PRIMARY KEY, parent_id bigint);
                CREATE INDEX ON chaos.notes (parent_id);
                CREATE TABLE chaos.holders (id bigint PRIMARY KEY, owner_id bigint NOT NULL);
                CREATE INDEX ON chaos.holders (owner_id);
                CREATE TABLE chaos.tags (id bigint PRIMARY KEY, subject_id bigint NOT NULL);
                CREATE INDEX ON chaos.tags (subject_id);
                CREATE TABLE chaos.photos (id bigint PRIMARY KEY, album_id bigint NOT NULL);
                CREATE INDEX ON chaos.photos (album_id);
                """);
        write(
                schema(directory, GRANDCHILD),
                "CREATE TABLE grandchildren (id bigint PRIMARY KEY, child_id bigint NOT NULL);\n"
                        + "CREATE INDEX ON grandchildren (child_id);\n");
    }

    static Path schema(Path directory, String service) {
        return directory.resolve("schema/" + service + ".sql");
    }

    private static void relationship(Path directory, Level level) {
        write(
                directory.resolve("relationships/" + level.relationship() + ".yaml"),
                """
                name: %s
                parent: {service: %s, table: %s, key: [{column: id, type: bigint}]}
                child: {service: %s, table: %s, columns: [%s]}
                onDelete: %s
                repair: automatic
                check: %s
                %s
                """
                        .formatted(
                                level.relationship(),
                                level.above().service(),
                                level.above().table(),
                                level.service(),
                                level.table(),
                                level.column(),
                                level.action().name().replace('_', ' '),
                                level.eventual() ? "eventual" : "strict",
                                level.comesBack() ? "retain: P1D" : ""));
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new LocalStackException("cannot write " + file, e);
        }
    }
}
