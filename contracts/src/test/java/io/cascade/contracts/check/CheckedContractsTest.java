/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.ContractSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedContractsTest {

    @Test
    void goodContractsHaveNoFindings() {
        assertThat(check(
                        "lines: shop.orders(id) <- stock.lines(order_id) CASCADE",
                        "x: shop.a(id) <- stock.b(a) SET NULL"))
                .isEmpty();
    }

    @Test
    void everyProblemOfTheParserIsAnErrorWithItsRemedy() {
        // Given
        ContractSource typo = source("a: shop.orders(id) <- stock.lines(order_id) CASCADE", "onDelete", "onDelte");
        ContractSource table = source("b: shop.orders(id) <- stock.lines(order_id) CASCADE", "orders", "my orders");

        // When
        CheckedContracts checked = CheckedContracts.of(List.of(typo, table));

        // Then
        assertThat(checked.contracts()).isEmpty();
        assertThat(checked.findings())
                .extracting(Finding::severity, Finding::file, Finding::line)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(Severity.ERROR, "a.yaml", 10),
                        org.assertj.core.groups.Tuple.tuple(Severity.ERROR, "b.yaml", 4));
        assertThat(checked.findings())
                .anySatisfy(finding -> {
                    assertThat(finding.why()).isEqualTo("The relationship has an unknown setting 'onDelte'.");
                    assertThat(finding.remedy()).isEqualTo("Check its spelling.");
                })
                .allSatisfy(finding -> assertThat(finding.remedy()).endsWith("."));
    }

    @Test
    void ofSeveralLimitsTheLeastIsTold() {
        // Given
        ContractSource first = limited("a: shop.orders(id) <- stock.lines(x) CASCADE", 100);
        ContractSource second = limited("b: shop.orders(id) <- post.parcels(x) CASCADE", 20);

        // When, Then
        assertThat(CheckedContracts.of(List.of(first, second)).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.INFO);
                    assertThat(finding.file()).isEqualTo("b.yaml");
                    assertThat(finding.why()).contains("may delete 20 rows of", "'a' says 100, 'b' says 20");
                });
        assertThat(CheckedContracts.of(List.of(first)).findings()).isEmpty();
    }

    private static ContractSource limited(String declaration, int maxKeys) {
        return source(declaration, "onDelete: CASCADE", "onDelete: CASCADE\nmaxKeys: " + maxKeys);
    }

    @Test
    void twoRelationshipsWithTheSameColumnsAreDoubtful() {
        assertThat(check(
                        "a: shop.orders(id) <- stock.lines(x) CASCADE", "b: shop.carts(id) <- stock.lines(x) SET NULL"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.file()).isEqualTo("b.yaml");
                    assertThat(finding.why()).contains("'b' and 'a' (a.yaml:1) use the same columns (x)");
                });
    }

    @Test
    void anActionThatClearsAnotherReferenceIsDoubtful() {
        assertThat(check(
                        "order: shop.orders(tenant, id) <- stock.lines(tenant, order_id) SET NULL",
                        "tenant: shop.tenants(id) <- stock.lines(tenant) CASCADE"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.why()).contains("also changes tenant, which 'tenant' (tenant.yaml:1) refers by");
                    assertThat(finding.remedy()).isEqualTo("Set only its own columns: setColumns: [order_id].");
                });
    }

    @Test
    void aTableFromWhichDeletesMustBeAskedForIsNamedWithTheReasons() {
        assertThat(check(
                        "lines: shop.orders(id) <- stock.lines(order_id) CASCADE",
                        "boxes: stock.lines(id) <- parcel.boxes(line_id) RESTRICT"))
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.INFO))
                .extracting(Finding::why)
                .containsExactly(
                        "A plain DELETE on public.orders of shop is refused, because it has to be asked for first: 'lines'"
                                + " leads to one that may refuse.",
                        "A plain DELETE on public.lines of stock is refused, because it has to be asked for first: 'boxes'"
                                + " may refuse (RESTRICT).");
    }

    @Test
    void anActionThatWouldChangeAReferredKeyIsAnError() {
        assertThat(check(
                        "one: shop.orders(id) <- stock.lines(code) SET NULL",
                        "two: stock.lines(code) <- parcel.boxes(code) CASCADE"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.file()).isEqualTo("one.yaml");
                    assertThat(finding.why()).contains("would change code of public.lines of stock");
                });
    }

    @Test
    void aDeletionThatCouldBeRestoredInPartOnlyIsDoubtful() {
        assertThat(CheckedContracts.of(List.of(
                                kept("lines: shop.orders(id) <- stock.lines(order_id) CASCADE", "P30D"),
                                kept("bills: shop.orders(id) <- stock.bills(order_id) CASCADE", "P1D"),
                                source("notes: stock.lines(id) <- stock.notes(line_id) SET NULL", "", ""),
                                kept("boxes: stock.lines(id) <- parcel.boxes(line_id) CASCADE", "P60D")))
                        .findings())
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING))
                .extracting(Finding::why)
                .containsExactly(
                        "'lines' (lines.yaml:1) keeps what a deletion takes away for P30D, but 'bills' only for P1D, so a"
                                + " deletion restored later comes back without rows of public.bills of stock.",
                        "'lines' (lines.yaml:1) keeps what a deletion takes away for P30D, but 'notes' keeps nothing, so a"
                                + " deletion restored later comes back without rows of public.notes of stock.");
    }

    @Test
    void aCycleOfCascadesIsToldOnce() {
        assertThat(check(
                        "a: one.t(id) <- two.t(x) CASCADE",
                        "b: two.t(id) <- three.t(x) CASCADE",
                        "c: three.t(id) <- one.t(x) CASCADE",
                        "d: one.t(id) <- four.t(x) CASCADE"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.INFO);
                    assertThat(finding.why()).startsWith("'a', 'b', 'c' form a cycle: a delete goes round");
                });
    }

    @Test
    void aCycleThatAnActionBreaksNamesIt() {
        assertThat(check("a: one.t(id) <- two.t(x) CASCADE", "b: two.t(id) <- one.t(x) SET NULL"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.why()).endsWith("until it comes to 'b' (SET NULL)."));
    }

    @Test
    void aTreeInOneTableIsNoSurprise() {
        assertThat(check("a: one.t(id) <- one.t(up) CASCADE"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.why()).startsWith("'a' refers to its own table"));
    }

    @Test
    void aServiceThatLooksMisspeltIsDoubtful() {
        assertThat(check(
                        "a: orders.t(id) <- stock.t(x) CASCADE",
                        "b: orders.t(id) <- stock.u(x) CASCADE",
                        "c: ordres.t(id) <- stock.v(x) CASCADE",
                        "d: shard-1.t(id) <- stock.w(x) CASCADE",
                        "e: shard-2.t(id) <- stock.y(x) CASCADE",
                        "f: shard-2.t(id) <- stock.z(x) CASCADE"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.file()).isEqualTo("c.yaml");
                    assertThat(finding.why())
                            .contains("'ordres', which looks like 'orders'")
                            .contains("emits nothing");
                });
    }

    @Test
    void theGraphIsDrawnWithServicesTablesAndActions() {
        RelationshipGraph graph = new RelationshipGraph(CheckedContracts.of(List.of(source(
                        "lines: shop.orders(id) <- stock.lines(order_id) CASCADE", "orders", "'\"Or\"\"ders\"'")))
                .contracts()
                .orElseThrow());
        assertThat(graph.mermaid())
                .isEqualTo(
                        """
                        flowchart LR
                          subgraph s0["shop"]
                            t0_0["public.Or#quot;ders"]
                          end
                          subgraph s1["stock"]
                            t1_0["public.lines"]
                          end
                          t0_0 -->|"lines: CASCADE"| t1_0
                        """);
        assertThat(graph.dot()).contains("label=\"public.Or\\\"ders\"", "t0_0 -> t1_0 [label=\"lines: CASCADE\"];");
    }

    private static List<Finding> check(String... relationships) {
        List<ContractSource> sources = new ArrayList<>();
        for (String relationship : relationships) {
            sources.add(source(relationship, "", ""));
        }
        return CheckedContracts.of(sources).findings();
    }

    private static ContractSource kept(String relationship, String retain) {
        return source(relationship, "onDelete: ", "retain: " + retain + "\nonDelete: ");
    }

    /** {@code name: service.table(columns) <- service.table(columns) ACTION}. */
    private static ContractSource source(String relationship, String was, String becomes) {
        String[] part = relationship.split(": |\\.|\\(|\\) <- |\\) ");
        String yaml = "name: " + part[0] + "\nparent:\n  service: " + part[1] + "\n  table: " + part[2] + "\n  key: ["
                + "{column: " + part[3].replace(", ", ", type: bigint}, {column: ")
                + ", type: bigint}]\nchild:\n  service: "
                + part[4] + "\n  table: " + part[5] + "\n  columns: [" + part[6] + "]\nonDelete: " + part[7] + "\n";
        return new ContractSource(part[0] + ".yaml", was.isEmpty() ? yaml : yaml.replace(was, becomes));
    }
}
