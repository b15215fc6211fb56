/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.contracts.importing.ForeignKey.Column;
import io.cascade.contracts.importing.ForeignKey.Trait;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignKeyImportTest {

    private static final ServiceMap MAP = ServiceMapParser.parse(
            new ContractSource(
                    "map.yaml",
                    """
            services:
              shop:
                schemas: [public]
              stock:
                tables: [lines, '"Li nes"']
              mail:
                schemas: ['"Mail"']
            """));

    @Test
    void aForeignKeyBetweenTwoServicesBecomesARelationship() {
        // When
        ImportPlan plan = plan(key("lines_order_id_fkey", "CASCADE"));

        // Then
        assertThat(plan.contracts()).singleElement().satisfies(contract -> {
            assertThat(contract.file()).isEqualTo("lines_order_id_fkey.yaml");
            assertThat(contract.notes()).isEmpty();
            assertThat(contract.yaml())
                    .isEqualTo(
                            """
                            # Was the foreign key lines_order_id_fkey.
                            name: lines_order_id_fkey
                            parent:
                              service: shop
                              table: public.orders
                              key:
                                - column: id
                                  type: bigint
                            child:
                              service: stock
                              table: public.lines
                              columns: [order_id]
                            onDelete: CASCADE
                            """);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Größe",
                "a\"b\\c",
                "null",
                "2024",
                "with space",
                "tab\tand\nline",
                "#",
                "-",
                "{a: b}",
                "\u0085\u2028\u007f",
                "😀",
                "'",
                "*x",
                "select"
            })
    void anyNameComesThrough(String name) {
        // Given
        ForeignKey foreignKey = new ForeignKey(
                name,
                new TableName("Mail", name),
                List.of(new Column(name, "uuid"), new Column(name + "2", "text")),
                new TableName("public", name),
                List.of(new Column(name, "uuid"), new Column(name + "3", "text")),
                "SET NULL",
                List.of(name + "2"),
                "NO ACTION",
                Set.of());

        // When
        ImportPlan plan = plan(foreignKey, foreignKey("Mail", "b", name, "CASCADE"));

        // Then
        Relationship relationship = parsed(plan).relationships().get(0);
        assertThat(relationship.child().table()).isEqualTo(new TableName("Mail", name));
        assertThat(relationship.child().columns()).containsExactly(name, name + "2");
        assertThat(relationship.setColumns()).containsExactly(name + "2");
        assertThat(relationship.parent().table()).isEqualTo(new TableName("public", name));
        assertThat(relationship.parent().keyColumns()).containsExactly(name, name + "3");
        assertThat(relationship.onDelete()).isEqualTo(OnDelete.SET_NULL);
    }

    @Test
    void namesBecomePlainAndUnique() {
        Contracts there = parsed(plan(foreignKey("Mail", "there", "there", "CASCADE")));
        String longName = "x".repeat(60);
        ImportPlan plan = ForeignKeyImport.plan(
                MAP,
                List.of(
                        foreignKey("Mail", "a", "FK", "CASCADE"),
                        foreignKey("Mail", "b", "fk", "CASCADE"),
                        foreignKey("Mail", "c", "42", "CASCADE"),
                        foreignKey("Mail", "d", longName, "CASCADE"),
                        foreignKey("Mail", "e", longName, "CASCADE"),
                        foreignKey("Mail", "f", "there", "CASCADE")),
                there);
        assertThat(plan.contracts())
                .extracting(ImportPlan.ImportedContract::name)
                .containsExactly("fk", "fk-2", "relationship", "x".repeat(40), "x".repeat(38) + "-2", "there-2");
        assertThat(plan.contracts().get(0).notes()).first().asString().contains("its name became 'fk'");
        assertThat(parsed(plan).relationships()).hasSize(6);
    }

    @Test
    void whatIsDeclaredAlreadyIsLeftAlone() {
        ForeignKey foreignKey = key("renamed", "CASCADE");
        ImportPlan again = ForeignKeyImport.plan(MAP, List.of(key("a", "SET NULL")), parsed(plan(foreignKey)));
        assertThat(again.contracts()).isEmpty();
        assertThat(again.declared()).extracting(Relationship::name).containsExactly("renamed");
    }

    @Test
    void whatStaysWithinAServiceStaysWhatItIs() {
        assertThat(plan(foreignKey("public", "bills", "a", "CASCADE"), foreignKey("elsewhere", "x", "b", "CASCADE"))
                        .local())
                .isOne();
    }

    @Test
    void aTableOfNoServiceIsTold() {
        assertThat(plan(foreignKey("elsewhere", "x", "b", "CASCADE")).rejected())
                .singleElement()
                .satisfies(rejected ->
                        assertThat(rejected.reasons()).containsExactly("the map gives elsewhere.x to no service"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bigint | bigint | EXPLODE | | a relationship cannot be ON DELETE EXPLODE",
                "numeric | numeric | CASCADE | | id of public.orders is numeric, which keys cannot be",
                "bigint | integer | CASCADE | | order_id is integer but refers to a bigint",
                "bigint | bigint | CASCADE | DIVIDED_PARENT | public.orders is partitioned or inherits",
                "bigint | bigint | CASCADE | PERIOD | it refers to a PERIOD",
                "bigint | bigint | CASCADE | NOT_ENFORCED | it is NOT ENFORCED",
            })
    void whatARelationshipCannotBeIsRejectedWithTheReason(
            String key, String column, String action, String trait, String reason) {
        assertThat(plan(typed(column, key, action, "NO ACTION", trait)).rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.reasons())
                        .singleElement()
                        .asString()
                        .startsWith(reason));
    }

    @ParameterizedTest
    @EnumSource(OnDelete.class)
    void everyActionIsKept(OnDelete action) {
        assertThat(parsed(plan(key("fk", action.sql()))).relationships())
                .singleElement()
                .satisfies(relationship -> assertThat(relationship.onDelete()).isEqualTo(action));
    }

    @Test
    void theSameReferenceTwiceIsOneRelationship() {
        ImportPlan plan = plan(key("a", "CASCADE"), key("b", "CASCADE"));
        assertThat(plan.contracts()).hasSize(1);
        assertThat(plan.rejected()).singleElement().satisfies(rejected -> assertThat(rejected.reasons())
                .containsExactly("it says the same as a of public.lines"));
    }

    @ParameterizedTest
    @CsvSource({
        "CASCADE, , ON UPDATE CASCADE is not carried over",
        "NO ACTION, DEFERRABLE, DEFERRABLE is not carried over",
        "NO ACTION, NOT_VALID, it is NOT VALID",
    })
    void whatIsLostIsNoted(String onUpdate, String trait, String note) {
        ImportPlan plan = plan(typed("bigint", "bigint", "CASCADE", onUpdate, trait));
        assertThat(plan.contracts()).singleElement().satisfies(contract -> {
            assertThat(contract.notes()).singleElement().asString().startsWith(note);
            assertThat(contract.yaml()).contains("# Note: " + note);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 'services' is missing",
                "services: {A: {schemas: [x]}} | the service 'A' must start with a lower-case letter",
                "services: {a: {schema: [x]}} | unknown setting 'schema'; known are schemas, tables",
                "services: {a: {schemas: x}} | services.a.schemas is no list",
                "services: {a: {schemas: [x]}, b: {schemas: [x]}} | 'x' belongs to a already",
                "services: {a: {tables: [a b]}} | 'a b' is not a PostgreSQL name",
                "services: [ | not YAML",
            })
    void aMalformedMapIsRefusedWithLineAndReason(String yaml, String reason) {
        assertThatThrownBy(() -> ServiceMapParser.parse(new ContractSource("map.yaml", yaml)))
                .hasMessageContaining("map.yaml:1: " + reason);
    }

    @Test
    void entriesOfTheMapThatNameNothingAreFound() {
        assertThat(MAP.unknown(List.of(new TableName("public", "lines"))))
                .containsExactly("schema Mail", "table public.Li nes");
    }

    private static ImportPlan plan(ForeignKey... foreignKeys) {
        return ForeignKeyImport.plan(MAP, Arrays.asList(foreignKeys), new Contracts(List.of()));
    }

    private static Contracts parsed(ImportPlan plan) {
        return Contracts.parse(plan.contracts().stream()
                .map(contract -> new ContractSource(contract.file(), contract.yaml()))
                .toList());
    }

    private static ForeignKey key(String name, String onDelete) {
        return foreignKey("public", "lines", name, onDelete);
    }

    private static ForeignKey foreignKey(String schema, String child, String name, String onDelete) {
        return new ForeignKey(
                name,
                new TableName(schema, child),
                List.of(new Column("order_id", "bigint")),
                new TableName("public", "orders"),
                List.of(new Column("id", "bigint")),
                onDelete,
                List.of(),
                "NO ACTION",
                Set.of());
    }

    private static ForeignKey typed(String column, String key, String onDelete, String onUpdate, String trait) {
        return new ForeignKey(
                "fk",
                new TableName("public", "lines"),
                List.of(new Column("order_id", column)),
                new TableName("public", "orders"),
                List.of(new Column("id", key)),
                onDelete,
                List.of(),
                onUpdate,
                trait == null ? Set.of() : Set.of(Trait.valueOf(trait)));
    }
}
