/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.testkit.StackCondition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Drift that somebody has made by hand, found and mended from the command line. */
@ExtendWith({StackCondition.class, Family.class})
class DriftIT {

    private static final String REPLICA = "cascade.parent_service__parents__id";

    private record Ended(int exitCode, String text) {}

    private final Stack stack;

    @TempDir
    private Path temp;

    DriftIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void driftIsFoundMendedThroughAllLevelsAndNoOtherRowGoes() throws Exception {
        // Given
        stack.parents().run("INSERT INTO parents (id, name) VALUES (88001, 'lost'), (88002, 'stays'), (88003, 'late')");
        eventually().until(() -> stack.children().count(REPLICA + " WHERE id BETWEEN 88001 AND 88003") == 3);
        stack.children().run("INSERT INTO children (parent_id, name) VALUES (88002, 'stays')");
        Ended before = validate("--repair");
        assertThat(before.exitCode()).as(before.text()).isIn(0, 1);
        Ended clean = validate();
        assertThat(clean.exitCode()).as(clean.text()).isZero();
        assertThat(clean.text()).contains("children-parent: no drift among ", " keys, proven as of ");

        // When
        stack.children()
                .run(
                        "DELETE FROM " + REPLICA + " WHERE id = 88001",
                        "INSERT INTO " + REPLICA + " (id, version) VALUES (88009, 1)",
                        "INSERT INTO children (parent_id, name) VALUES (88009, 'orphan')");
        String child = stack.children()
                .values("SELECT id FROM children WHERE parent_id = 88009")
                .get(0);
        eventually()
                .until(() ->
                        stack.grandchildren().count("cascade.child_service__children__id WHERE id = " + child) == 1);
        stack.grandchildren().run("INSERT INTO grandchildren (child_id) VALUES (" + child + ")");
        Ended found = validate();

        // Then
        assertThat(found.exitCode()).as(found.text()).isEqualTo(1);
        assertThat(found.text())
                .contains(
                        "children-parent: 2 keys differ of ",
                        "  1 missing in the replica",
                        "  1 surplus in the replica");
        assertThat(stack.childApi()
                        .get("/relationships/children-parent/validation/keys")
                        .json()
                        .toString())
                .isEqualTo("{\"missing\":[[\"88001\"]],\"surplus\":[[\"88009\"]]}");
        assertThat(stack.children().count("children WHERE parent_id = 88009")).isEqualTo(1);

        // When
        Ended repaired = validate("--repair");

        // Then
        assertThat(repaired.exitCode()).as(repaired.text()).isEqualTo(1);
        assertThat(repaired.text()).contains("  2 keys were mended");
        assertThat(stack.children().count(REPLICA + " WHERE id BETWEEN 88001 AND 88009"))
                .isEqualTo(3);
        assertThat(stack.children().values("SELECT name FROM children WHERE parent_id BETWEEN 88001 AND 88009"))
                .containsExactly("stays");
        eventually().until(() -> stack.grandchildren().count("grandchildren WHERE child_id = " + child) == 0);
        Ended after = validate();
        assertThat(after.exitCode()).as(after.text()).isZero();
    }

    private Ended validate(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Program.java(),
                "-jar",
                Path.of("../local/target/cascade-local-cli.jar")
                        .toAbsolutePath()
                        .toString(),
                "validate",
                "--relationship",
                "children-parent",
                "--url",
                stack.parentApi().url().toString()));
        command.addAll(List.of(more));
        try (Program program = Program.start(temp, temp.resolve("out"), Map.of(), command.toArray(String[]::new))) {
            return new Ended(program.exitCode(), program.text());
        }
    }
}
