/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractsTest {

    private static final String VALID =
            """
            name: children-parent
            parent:
              service: parent-service
              table: public.parents
              key:
                - column: id
                  type: bigint
            child:
              service: child-service
              table: children
              columns: [parent_id]
            onDelete: CASCADE
            """;

    @Test
    void aRelationshipIsReadWithItsNamesAsTheCatalogStoresThem() {
        // Given
        String yaml = VALID.replace("public.parents", "'Sales.\"Parent \"\"x\"\"\"'");

        // When
        Contracts contracts = Contracts.parse(List.of(new ContractSource("a.yaml", yaml)));

        // Then
        assertThat(contracts.relationships())
                .containsExactly(new Relationship(
                        "children-parent",
                        new ParentTable(
                                "parent-service",
                                new TableName("sales", "Parent \"x\""),
                                List.of(new KeyColumn("id", KeyType.BIGINT))),
                        new ChildTable("child-service", new TableName("public", "children"), List.of("parent_id")),
                        OnDelete.CASCADE,
                        List.of(),
                        Check.STRICT,
                        false,
                        null,
                        null,
                        Repair.MANUAL,
                        new Relationship.Source("a.yaml", 1)));
        assertThat(contracts.services()).containsExactly("child-service", "parent-service");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            onDelete: CASCADE   | onDelete: KASKADE        | 12: onDelete is 'KASKADE' but must be one of CASCADE
            onDelete: CASCADE   | `onDelete: CASCADE\nondelete: x` | 13: the relationship has an unknown setting 'ondelete'
            service: parent-    | servce: parent-          | 3: parent has an unknown setting 'servce'
            type: bigint        | type: int8               | 7: parent.key.0.type is 'int8' but must be one of
            [parent_id]         | [a, b]                   | 11: child.columns has 2 columns but parent.key has 1
            public.parents      | a.b.c                    | 4: 'a.b.c' has too many parts
            public.parents      | my table                 | 4: 'my table' is not a PostgreSQL name
            columns: [parent_id]| `columns: [parent_id`    | not YAML
            onDelete: CASCADE   | `onDelete: CASCADE\nsetColumns: [parent_id]` | 13: setColumns is for SET NULL and SET DEFAULT only
            onDelete: CASCADE   | `onDelete: SET NULL\nsetColumns: [other]` | 13: setColumns names 'other', which is not among child.columns
            onDelete: CASCADE   | `onDelete: SET NULL\ndeleteOrphan: true` | 13: deleteOrphan: true would delete the children that onDelete: SET NULL keeps; use onDelete: CASCADE
            onDelete: CASCADE   | `onDelete: CASCADE\ndeleteOrphan: yes` | 13: deleteOrphan is 'yes' but must be one of true, false
            onDelete: CASCADE   | `onDelete: CASCADE\nrepair: maybe` | 13: repair is 'maybe' but must be one of manual, automatic
            onDelete: CASCADE   | `onDelete: CASCADE\nmaxKeys: 0`   | 13: maxKeys is '0' but must be a whole number from 1 to 999999999
            onDelete: CASCADE   | `onDelete: CASCADE\nmaxKeys: 1e3` | 13: maxKeys is '1e3' but must be a whole number
            onDelete: CASCADE   | `onDelete: CASCADE\nmaxKeys: 1000000000` | 13: maxKeys is '1000000000' but must be
            onDelete: CASCADE   | `onDelete: CASCADE\nretain: 30 days` | 13: retain is '30 days' but must be a duration of weeks, days or hours, such as P4W
            onDelete: CASCADE   | `onDelete: CASCADE\nretain: P1M`  | 13: retain is 'P1M' but must be a duration
            onDelete: CASCADE   | `onDelete: CASCADE\nretain: P`    | 13: retain is 'P' but must be a duration
            onDelete: CASCADE   | `onDelete: CASCADE\nretain: P1DT` | 13: retain is 'P1DT' but must be a duration
            onDelete: CASCADE   | `onDelete: CASCADE\nretain: PT0H` | 13: retain is 'PT0H' but must be between PT1H and P366D
            onDelete: CASCADE   | `onDelete: CASCADE\nretain: P367D` | 13: retain is 'P367D' but must be between PT1H and P366D
            name: children-parent | `name: a\nname: b`     | 2: 'name' is given twice
            name: children-parent | `name: Größe`          | 1: name is 'Größe' but must start with a lower-case letter
            """)
    void aMalformedContractIsRefusedWithFileLineAndReason(String was, String becomes, String reason) {
        // Given
        String yaml = VALID.replace(was.strip(), becomes.replace("\\n", "\n"));
        assertThat(yaml).isNotEqualTo(VALID);

        // When / Then
        assertThatThrownBy(() -> Contracts.parse(List.of(new ContractSource("bad.yaml", yaml))))
                .isInstanceOf(ContractException.class)
                .hasMessageContaining("bad.yaml:")
                .hasMessageContaining(reason.strip());
    }

    @Test
    void aNameThatIsLongBeyondAllMeasureIsRefused() {
        String table = "'\"" + "x".repeat(100_000) + "\"'";
        assertThatThrownBy(() -> Contracts.parse(
                        List.of(new ContractSource("bad.yaml", VALID.replace("public.parents", table)))))
                .isInstanceOf(ContractException.class)
                .hasMessageContaining("bad.yaml:4:")
                .hasMessageContaining("is longer than names of PostgreSQL can be");
    }

    @ParameterizedTest
    @CsvSource({"P30D, P30D", "P4W, P28D", "PT1H, PT1H", "P1DT12H, P1DT12H", "PT48H, P2D", "P366D, P366D"})
    void howLongCopiesAreKeptIsReadAsIso8601(String text, String canonical) {
        // When
        Contracts contracts = Contracts.parse(List.of(new ContractSource("a.yaml", VALID + "retain: " + text + "\n")));

        // Then
        assertThat(contracts.relationships()).singleElement().satisfies(relationship -> assertThat(
                        Retention.text(java.util.Objects.requireNonNull(relationship.retain())))
                .isEqualTo(canonical));
    }

    @Test
    void deletingOrphansOfARowThatAnotherRelationshipKeepsIsRefused() {
        // Given
        String orphans = VALID.replace("columns: [parent_id]", "columns: [tenant, parent_id]")
                .replace("    - column: id", "    - {column: tenant, type: bigint}\n    - column: id");
        String keeping =
                orphans.replace("name: children-parent", "name: keeping").replace("CASCADE", "SET NULL");
        keeping = keeping.replace("parents", "tenants");
        orphans += "deleteOrphan: true\n";

        // When / Then
        String other = keeping;
        String deleting = orphans;
        assertThatThrownBy(() -> parse(deleting, other))
                .hasMessageContaining("a.yaml:1: deleteOrphan: true would delete the children that 'keeping' in"
                        + " b.yaml:1 keeps by setting tenant, parent_id to NULL");
        assertThat(parse(deleting, other.replace("tenant, parent_id", "tenant, x") + "setColumns: [x]\n")
                        .relationships())
                .extracting(Relationship::deleteOrphan)
                .containsExactly(true, false);
        assertThat(parse(deleting, other.replace("SET NULL", "CASCADE")).relationships())
                .hasSize(2);
    }

    private static Contracts parse(String a, String b) {
        return Contracts.parse(List.of(new ContractSource("a.yaml", a), new ContractSource("b.yaml", b)));
    }

    @Test
    void allProblemsOfAllFilesAreReportedAtOnce() {
        // Given
        String typed = VALID.replace("name: children-parent", "name: other").replace("bigint", "uuid");

        // When / Then
        assertThatThrownBy(() -> Contracts.parse(List.of(
                        new ContractSource("a.yaml", VALID),
                        new ContractSource("b.yaml", VALID),
                        new ContractSource("c.yaml", typed),
                        new ContractSource("d.yaml", ""))))
                .hasMessageContaining("b.yaml:1: the name 'children-parent' is taken by a.yaml:1")
                .hasMessageContaining(
                        "c.yaml:1: public.parents.id of parent-service is uuid here but bigint in a.yaml:1")
                .hasMessageContaining("d.yaml:1:");
    }

    @Test
    void topicNamesAreLegalAndDifferForDifferentTables() {
        assertThat(Topics.keys("parent-service", new TableName("public", "parents")))
                .isEqualTo("cascade.parent-service.public.parents");
        assertThat(Topics.keys("a", new TableName("public", "größe")))
                .matches("[a-zA-Z0-9._-]+")
                .isNotEqualTo(Topics.keys("a", new TableName("public", "gr_ße")));
    }
}
