/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Turns relationship files into {@link Contracts}, collecting every problem on the way. */
final class ContractParser {

    private static final String SCHEMA = "/cascade/schemas/relationship.v1.schema.json";

    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Objects.requireNonNull(ContractParser.class.getResourceAsStream(SCHEMA), SCHEMA));
    private final List<ContractProblem> problems = new ArrayList<>();

    Contracts parse(List<ContractSource> sources) {
        Map<String, Relationship> byName = new LinkedHashMap<>();
        for (ContractSource source : sources) {
            relationship(source).ifPresent(relationship -> {
                Relationship earlier = byName.putIfAbsent(relationship.name(), relationship);
                if (earlier != null) {
                    problems.add(new ContractProblem(
                            source.file(),
                            relationship.source().line(),
                            "the name '" + relationship.name() + "' is taken by " + earlier.source()));
                }
            });
        }
        Contracts contracts = new Contracts(List.copyOf(byName.values()));
        problems.addAll(new ConflictCheck().problems(contracts));
        if (!problems.isEmpty()) {
            throw new ContractException(problems);
        }
        return contracts;
    }

    private Optional<Relationship> relationship(ContractSource source) {
        YamlDocument document;
        try {
            document = YamlDocument.parse(source.text());
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            return refused(source, line, "not YAML: " + e.getProblem());
        } catch (YamlDocument.DuplicateKey e) {
            return refused(source, e.line(), e.getMessage());
        } catch (YAMLException e) {
            return refused(source, 1, "not YAML: " + e.getMessage());
        }
        List<Error> errors = schema.validate(document.root());
        if (!errors.isEmpty()) {
            errors.stream()
                    .map(error -> new ContractProblem(
                            source.file(), document.line(pointer(error)), SchemaErrors.explain(error)))
                    .sorted(Comparator.comparingInt(ContractProblem::line))
                    .forEach(problems::add);
            return Optional.empty();
        }
        return read(source, document);
    }

    private Optional<Relationship> read(ContractSource source, YamlDocument document) {
        int before = problems.size();
        Fields fields = new Fields(source, document);
        List<KeyColumn> key = new ArrayList<>();
        JsonNode keyNode = document.root().at("/parent/key");
        for (int i = 0; i < keyNode.size(); i++) {
            key.add(new KeyColumn(
                    fields.column("/parent/key/" + i + "/column"),
                    KeyType.ofContractName(fields.text("/parent/key/" + i + "/type"))));
        }
        List<String> columns = fields.columns("/child/columns");
        TableName parentTable = fields.table("/parent/table");
        TableName childTable = fields.table("/child/table");
        if (key.size() != columns.size()) {
            fields.problem(
                    "/child/columns",
                    "child.columns has " + columns.size() + " columns but parent.key has " + key.size()
                            + "; they must match one by one");
        }
        if (key.stream().map(KeyColumn::name).distinct().count() != key.size()) {
            fields.problem("/parent/key", "parent.key names a column twice");
        }
        OnDelete onDelete = OnDelete.ofSql(fields.text("/onDelete"));
        List<String> setColumns = setColumns(fields, onDelete, columns);
        Check check = fields.has("/check") ? Check.ofContractName(fields.text("/check")) : Check.STRICT;
        boolean deleteOrphan = deleteOrphan(fields, onDelete);
        Duration retain = fields.has("/retain") ? fields.retention("/retain") : null;
        if (problems.size() > before) {
            return Optional.empty();
        }
        return Optional.of(new Relationship(
                fields.text("/name"),
                new ParentTable(fields.text("/parent/service"), parentTable, key),
                new ChildTable(fields.text("/child/service"), childTable, columns),
                onDelete,
                setColumns,
                check,
                deleteOrphan,
                retain,
                fields.has("/maxKeys") ? Integer.valueOf(fields.text("/maxKeys")) : null,
                fields.has("/repair") ? Repair.ofContractName(fields.text("/repair")) : Repair.MANUAL,
                new Relationship.Source(source.file(), document.line("/name"))));
    }

    private static boolean deleteOrphan(Fields fields, OnDelete onDelete) {
        boolean deleteOrphan = fields.has("/deleteOrphan") && "true".equals(fields.text("/deleteOrphan"));
        if (deleteOrphan && onDelete == OnDelete.SET_NULL) {
            fields.problem(
                    "/deleteOrphan",
                    "deleteOrphan: true would delete the children that onDelete: SET NULL keeps; use onDelete: CASCADE,"
                            + " or leave deleteOrphan out");
        }
        return deleteOrphan;
    }

    private static List<String> setColumns(Fields fields, OnDelete onDelete, List<String> columns) {
        List<String> listed = fields.columns("/setColumns");
        if (!onDelete.sets()) {
            if (!listed.isEmpty()) {
                fields.problem(
                        "/setColumns",
                        "setColumns is for SET NULL and SET DEFAULT only; onDelete is " + onDelete.sql());
            }
            return List.of();
        }
        listed.stream()
                .filter(column -> !columns.contains(column))
                .forEach(column -> fields.problem(
                        "/setColumns", "setColumns names '" + column + "', which is not among child.columns"));
        return listed.isEmpty() ? columns : listed;
    }

    private Optional<Relationship> refused(ContractSource source, int line, String reason) {
        problems.add(new ContractProblem(source.file(), line, reason));
        return Optional.empty();
    }

    private static String pointer(Error error) {
        String at = error.getInstanceLocation().toString();
        return error.getProperty() != null && "additionalProperties".equals(error.getKeyword())
                ? at + "/" + error.getProperty()
                : at;
    }

    /** Typed access to a document that the schema has passed. */
    private final class Fields {

        private final ContractSource source;
        private final YamlDocument document;

        Fields(ContractSource source, YamlDocument document) {
            this.source = source;
            this.document = document;
        }

        String text(String pointer) {
            return document.root().at(pointer).textValue();
        }

        boolean has(String pointer) {
            return !document.root().at(pointer).isMissingNode();
        }

        TableName table(String pointer) {
            return named(pointer, TableName::parse, new TableName("?", "?"));
        }

        String column(String pointer) {
            return named(pointer, Fields::singlePart, "?");
        }

        /** The column names of a list; empty when it is not there. */
        List<String> columns(String pointer) {
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < document.root().at(pointer).size(); i++) {
                columns.add(column(pointer + "/" + i));
            }
            return columns;
        }

        Duration retention(String pointer) {
            return named(pointer, Retention::parse, Retention.SHORTEST);
        }

        void problem(String pointer, String reason) {
            problems.add(new ContractProblem(source.file(), document.line(pointer), reason));
        }

        private static String singlePart(String text) {
            List<String> parts = Identifiers.parse(text);
            if (parts.size() != 1) {
                throw new IllegalArgumentException("'" + text + "' is not a column; name it without its table");
            }
            return parts.get(0);
        }

        private <T> T named(String pointer, Function<String, T> parse, T placeholder) {
            try {
                return parse.apply(text(pointer));
            } catch (IllegalArgumentException e) {
                problem(pointer, e.getMessage());
                return placeholder;
            }
        }
    }
}
