/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Three services in a row, by the table of each. */
final class ChaosContracts {

    static final String PARENT = "parent-service";
    static final String CHILD = "child-service";
    static final String GRANDCHILD = "grandchild-service";
    static final List<String> SERVICES = List.of(PARENT, CHILD, GRANDCHILD);

    static final String CHILDREN_PARENT = "children-parent";
    static final String GRANDCHILDREN_CHILD = "grandchildren-child";

    private ChaosContracts() {}

    static void write(Path directory) {
        relationship(directory, CHILDREN_PARENT, PARENT, "parents", CHILD, "children", "parent_id");
        relationship(directory, GRANDCHILDREN_CHILD, CHILD, "children", GRANDCHILD, "grandchildren", "child_id");
        write(
                schema(directory, GRANDCHILD),
                "CREATE TABLE grandchildren (id bigint PRIMARY KEY, child_id bigint NOT NULL);\n"
                        + "CREATE INDEX ON grandchildren (child_id);\n");
    }

    static Path schema(Path directory, String service) {
        return directory.resolve("schema/" + service + ".sql");
    }

    private static void relationship(
            Path directory, String name, String parent, String parents, String child, String children, String column) {
        write(
                directory.resolve("relationships/" + name + ".yaml"),
                """
                name: %s
                parent: {service: %s, table: %s, key: [{column: id, type: bigint}]}
                child: {service: %s, table: %s, columns: [%s]}
                onDelete: CASCADE
                repair: automatic
                """
                        .formatted(name, parent, parents, child, children, column));
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
