/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Valid files with something changed in them, at random: {@code -Dfuzz.seed=N} repeats a run, {@code -Dfuzz.seconds=N} makes it
 * longer.
 */
class ContractsFuzzTest {

    private static final List<String> VALID = List.of(
            """
            name: children-parent
            parent:
              service: parent-service
              table: parents
              key:
                - {column: id, type: bigint}
            child:
              service: child-service
              table: children
              columns: [parent_id]
            onDelete: CASCADE
            deleteOrphan: true
            retain: P30D
            maxKeys: 1000
            """,
            """
            # a comment
            name: "lines-order"
            parent: {service: a, table: 'shop."Orders"', key: [{column: x, type: uuid}, {column: "\\"Y\\"", type: text}]}
            child:
              service: b
              table: lines
              columns:
                - order_x
                - order_y
            onDelete: SET NULL
            setColumns: [order_y]
            check: eventual
            """);

    private static final List<String> WORDS = List.of(
            "null",
            "~",
            "true",
            "[]",
            "{}",
            "-1",
            "1e999",
            "0x7fffffffffffffff",
            "99999999999999999999999999",
            ".nan",
            "2026-11-26",
            "!!binary aGVsbG8=",
            "!!java.net.URL [\"http://127.0.0.1/\"]",
            "!!set {a, b}",
            "&a [*a]",
            "*unknown",
            "&x {<<: *x}",
            "<<: {name: x}",
            "? [a, b]\n: c",
            "\u0000",
            "\uFEFF",
            "\uD800",
            "\u2028",
            "\t",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "'; DROP TABLE parents; --",
            "\"\\\"\"",
            "a.b.c.d",
            "P99999999999D",
            "PT0S",
            "RESTRICT",
            "NO ACTION",
            "SET DEFAULT",
            "x".repeat(5000),
            "[".repeat(200),
            "{a: ".repeat(200));

    private final long seed = Long.getLong("fuzz.seed", 1);
    private final Random random = new Random(seed);

    @Test
    void everyFileIsAcceptedOrRefusedWithReasonsThatHaveAFileAndALine() {
        // Given
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("fuzz.seconds", 4)).toNanos();
        int accepted = 0;
        int refused = 0;

        // When
        while (System.nanoTime() < end) {
            String text = mutated(VALID.get(random.nextInt(VALID.size())));
            try {
                Contracts.parse(sources(text));
                accepted++;
            } catch (ContractException e) {
                refused++;
                assertThat(e.problems())
                        .as("seed %d: %s", seed, text)
                        .isNotEmpty()
                        .allSatisfy(problem -> {
                            assertThat(problem.file()).isIn("fuzzed.yaml", "valid.yaml");
                            assertThat(problem.line()).isBetween(1, 10_000);
                            assertThat(problem.reason()).isNotBlank();
                        });
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                fail("seed " + seed + ": " + e + " for\n" + text, e);
            }
        }

        // Then
        assertThat(accepted).as("seed %d", seed).isPositive();
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    private List<ContractSource> sources(String text) {
        ContractSource fuzzed = new ContractSource("fuzzed.yaml", text);
        return random.nextBoolean()
                ? List.of(fuzzed)
                : List.of(new ContractSource("valid.yaml", VALID.get(random.nextInt(VALID.size()))), fuzzed);
    }

    private String mutated(String text) {
        String mutated = text;
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutated = mutatedOnce(mutated);
        }
        return mutated;
    }

    private String mutatedOnce(String text) {
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + 1 + random.nextInt(12));
        List<String> lines = new ArrayList<>(text.lines().toList());
        int line = lines.isEmpty() ? 0 : random.nextInt(lines.size());
        String word = WORDS.get(random.nextInt(WORDS.size()));
        return switch (lines.isEmpty() ? 0 : random.nextInt(8)) {
            case 0 -> text.substring(0, at) + word + text.substring(at);
            case 1 -> text.substring(0, at) + (char) random.nextInt(0x10000) + text.substring(at);
            case 2 -> text.substring(0, at) + text.substring(to);
            case 3 -> text.substring(0, at);
            case 4 -> {
                lines.remove(line);
                yield String.join("\n", lines);
            }
            case 5 -> {
                lines.add(random.nextInt(lines.size() + 1), lines.get(line));
                yield String.join("\n", lines);
            }
            case 6 -> {
                lines.set(line, "  ".repeat(random.nextInt(3)) + lines.get(line).strip());
                yield String.join("\n", lines);
            }
            default -> {
                lines.set(
                        line,
                        lines.get(line)
                                .replaceFirst(
                                        "([:,\\[-] ?)[^:]*$", "$1" + java.util.regex.Matcher.quoteReplacement(word)));
                yield String.join("\n", lines);
            }
        };
    }
}
