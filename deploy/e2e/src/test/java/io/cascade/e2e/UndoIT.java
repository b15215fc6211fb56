/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.testkit.StackCondition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A delete through three databases is taken back, or leaves nothing to take back. */
@ExtendWith({StackCondition.class, Family.class})
class UndoIT {

    private final Stack stack;

    UndoIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void whatADeletionTookAwayIsBackInAllServices() {
        // Given
        family(960_000);
        List<String> before = rows(960_000);
        String deletion = delete("/parents/960000");
        assertThat(rows(960_000)).hasSize(3);
        assertThat(deletion(deletion).at("/restorable").asBoolean()).isTrue();

        // When
        Api.Answer answer = stack.parentApi().post(deletion + "/restore", "");

        // Then
        assertThat(answer.status()).isEqualTo(202);
        eventually().untilAsserted(() -> assertThat(
                        deletion(deletion).at("/restoration/state").textValue())
                .isEqualTo("restored"));
        assertThat(deletion(deletion).at("/restoration/rows").intValue()).isEqualTo(1 + 3 + 6);
        assertThat(rows(960_000)).isEqualTo(before);
        assertThat(stack.parentApi().post(deletion + "/restore", "").status()).isEqualTo(409);

        // When it goes for good
        String again = delete("/parents/960000?retain=false");

        // Then
        assertThat(rows(960_000)).hasSize(3);
        Api.Answer refused = stack.parentApi().post(again + "/restore", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().at("/reasons/0").textValue()).isEqualTo("no copies were to be kept of it");
        for (Database database : List.of(stack.parents(), stack.children(), stack.grandchildren())) {
            assertThat(database.count("cascade.retained_row WHERE deletion_id = '" + id(again) + "'"))
                    .isZero();
        }
    }

    @Test
    void rowsWhosePlaceIsTakenAreRefusedWithTheReasonAndTheOthersComeBack() {
        // Given
        family(970_000);
        String deletion = delete("/parents/970000");
        stack.children().run("INSERT INTO children (id, parent_id, name) VALUES (9700001, 970001, 'taken')");

        // When
        assertThat(stack.parentApi().post(deletion + "/restore", "").status()).isEqualTo(202);

        // Then
        eventually().untilAsserted(() -> assertThat(
                        deletion(deletion).at("/restoration/state").textValue())
                .isEqualTo("partial"));
        JsonNode refusals = deletion(deletion).at("/restoration/refusals");
        assertThat(refusals.findValuesAsText("relationship")).contains("children-parent");
        assertThat(refusals.toString()).contains("other rows have taken keys or values of 'children_pkey'");
        throughout().untilAsserted(() -> assertThat(stack.children().count("children WHERE parent_id = 970000"))
                .isEqualTo(2));
    }

    /** A parent and a neighbour of three children each, of two grandchildren each. */
    private void family(long parent) {
        long child = parent * 10;
        stack.parents()
                .run("INSERT INTO parents (id, name) VALUES (%d, 'p'), (%d, 'neighbour')"
                        .formatted(parent, parent + 1));
        eventually()
                .until(() -> stack.children()
                                .count("cascade.parent_service__parents__id WHERE id IN (%d, %d)"
                                        .formatted(parent, parent + 1))
                        == 2);
        stack.children()
                .run(
                        "INSERT INTO children (id, parent_id, name) SELECT %d + g, %d + g / 4, 'c' FROM generate_series(1, 6) g"
                                .formatted(child, parent));
        eventually()
                .until(() -> stack.grandchildren()
                                .count("cascade.child_service__children__id WHERE id BETWEEN %d AND %d"
                                        .formatted(child + 1, child + 6))
                        == 6);
        stack.grandchildren()
                .run("INSERT INTO grandchildren (child_id) SELECT %d + g %% 3 + 1 FROM generate_series(1, 6) g"
                        .formatted(child));
    }

    /** Those of the family, as text. */
    private List<String> rows(long parent) {
        long child = parent * 10;
        List<String> rows = new ArrayList<>();
        rows.addAll(
                stack.parents().values("SELECT p::text FROM parents AS p WHERE id = %d ORDER BY id".formatted(parent)));
        rows.addAll(stack.children()
                .values("SELECT c::text FROM children AS c WHERE id BETWEEN %d AND %d ORDER BY id"
                        .formatted(child + 1, child + 6)));
        rows.addAll(stack.grandchildren()
                .values("SELECT g::text FROM grandchildren AS g WHERE child_id BETWEEN %d AND %d ORDER BY id"
                        .formatted(child + 1, child + 6)));
        return rows;
    }

    /** Deletes, waits until that has settled, and returns the path of the deletion. */
    private String delete(String path) {
        Api.Answer answer = stack.parentApi().delete(path);
        assertThat(answer.status()).isEqualTo(202);
        String deletion = "/deletions/" + answer.json().at("/id").textValue();
        eventually()
                .untilAsserted(() ->
                        assertThat(deletion(deletion).at("/state").textValue()).isEqualTo("settled"));
        return deletion;
    }

    private JsonNode deletion(String path) {
        return stack.parentApi().get(path).json();
    }

    private static String id(String path) {
        return path.substring("/deletions/".length());
    }
}
