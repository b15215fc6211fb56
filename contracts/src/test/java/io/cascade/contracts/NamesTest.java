/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are read as PostgreSQL reads them. */
class NamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            parents             | public | parents
            Parents             | public | parents
            "Parents"           | public | Parents
            sales.Orders        | sales  | orders
            "Sales"."Order 1"   | Sales  | Order 1
            "a.b"."c""d"        | a.b    | c"d
            _t$1                | public | _t$1
            ÄPFEL               | public | Äpfel
            größe               | public | größe
            𝒜x                  | public | 𝒜x
            """)
    void anUnquotedNameFoldsItsAsciiCapitalsAndAQuotedOneStays(String text, String schema, String name) {
        assertThat(TableName.parse(text)).isEqualTo(new TableName(schema, name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", ".", "a.", ".a", "a..b", "1a", "a b", "a-b", "\"a", "a\"", "\"\"", "\"a\"b", "\"a\"\"", "a;b",
                "a\n", "\"\0\""
            })
    void whatPostgresqlWouldNotReadIsRefusedWithAnAdvice(String text) {
        assertThatThrownBy(() -> TableName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a PostgreSQL name; write schema.table");
    }

    @Test
    void aNameThatPostgresqlWouldCutIsRefused() {
        assertThat(TableName.parse("a".repeat(63)).name()).hasSize(63);
        assertThat(TableName.parse("ö".repeat(31)).name()).hasSize(31);
        assertThatThrownBy(() -> TableName.parse("a".repeat(64))).hasMessageContaining("63 bytes");
        assertThatThrownBy(() -> TableName.parse("ö".repeat(32))).hasMessageContaining("63 bytes");
    }

    @Test
    void aTableHasASchemaAndANameAndNoMore() {
        assertThatThrownBy(() -> TableName.parse("a.b.c")).hasMessageContaining("too many parts");
    }

    @Test
    void tablesSortBySchemaThenName() {
        assertThat(TableName.parse("a.z")).isLessThan(TableName.parse("b.a")).isGreaterThan(TableName.parse("a.y"));
    }
}
