/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.event.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSchemaCheckTest {

    private static final String FILE = "keys.moved.v1.schema.json";

    private static final String SCHEMA =
            """
            {
              "title": "keys.moved",
              "type": "object",
              "required": ["table", "keys"],
              "properties": {
                "table": { "type": "string" },
                "note": { "description": "Optional.", "type": "string" },
                "keys": {
                  "type": "array",
                  "items": { "type": "object", "additionalProperties": false, "properties": { "a": { "type": "integer" } } }
                }
              }
            }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "table", "keys"      | "keys"                       | 4  | The field 'table' of the event is not required any more
            "table", "keys"      | "table", "keys", "note"      | 4  | The field 'note' of the event is newly required
            "table": {           | "relation": {                | 5  | The required field 'table' is described no more
            "table": { "type": "string" | "table": { "type": "integer" | 6 | 'type' of 'table' was "string" and is "integer"
            "type": "integer" }  | "type": "integer", "minimum": 1 } | 10 | 'minimum' of 'keys.items.a' was not there and is "1"
            { "a": {             | { "b": {}, "a": {            | 10 | The field 'b' is new, but old readers allow no additional ones
            "note": {            | "hint": {                    | 5  | The optional field 'note' is gone
            """)
    void anIncompatibleChangeNeedsANewVersion(String was, String becomes, int line, String why) {
        // Given
        String changed = SCHEMA.replace(was, becomes);
        assertThat(changed).isNotEqualTo(SCHEMA);

        // When
        List<Finding> findings = compare(changed);

        // Then
        assertThat(findings).first().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(line);
            assertThat(finding.file()).isEqualTo("events/" + FILE);
            assertThat(finding.why()).startsWith(why);
            assertThat(finding.remedy()).contains("keys.moved.v2.schema.json");
        });
    }

    @Test
    void explanationsAndNewOptionalFieldsAreFree() {
        assertThat(compare(SCHEMA.replace("Optional.", "Words.")
                        .replace("\"note\":", "\"more\": {\"type\": \"string\"}, \"note\":")))
                .isEmpty();
    }

    @Test
    void aSchemaThatIsGoneIsAnError() {
        assertThat(EventSchemaCheck.compare(Map.of(FILE, new ContractSource(FILE, SCHEMA)), Map.of(), "events"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.why()).contains("The schema is gone"));
    }

    @Test
    void theCommittedSchemasDescribeEveryEventAndAreReadable() {
        Map<String, ContractSource> committed = Arrays.stream(EventType.values())
                .map(EventType::schemaFile)
                .collect(Collectors.toMap(Function.identity(), EventSchemaCheckTest::committed));
        assertThat(EventSchemaCheck.missing(committed, "events")).isEmpty();
        assertThat(EventSchemaCheck.missing(Map.of(), "events")).hasSize(EventType.values().length);
        assertThat(EventSchemaCheck.compare(committed, committed, "events")).isEmpty();
    }

    private static ContractSource committed(String file) {
        try (InputStream schema = EventType.class.getResourceAsStream("/cascade/events/" + file)) {
            return new ContractSource(file, new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Finding> compare(String changed) {
        return EventSchemaCheck.compare(
                Map.of(FILE, new ContractSource("old/" + FILE, SCHEMA)),
                Map.of(FILE, new ContractSource("events/" + FILE, changed)),
                "events");
    }
}
