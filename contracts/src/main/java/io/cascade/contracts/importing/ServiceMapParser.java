/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.contracts.ContractException;
import io.cascade.contracts.ContractProblem;
import io.cascade.contracts.ContractSource;
import io.cascade.contracts.TableName;
import io.cascade.contracts.YamlDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a map file: {@code services: {name: {schemas: […], tables: […]}}}. */
public final class ServiceMapParser {

    private static final String SERVICE = "[a-z][a-z0-9-]{0,39}";

    private final ContractSource source;
    private final List<ContractProblem> problems = new ArrayList<>();
    private final Map<String, String> schemas = new LinkedHashMap<>();
    private final Map<TableName, String> tables = new LinkedHashMap<>();

    private ServiceMapParser(ContractSource source) {
        this.source = source;
    }

    /** @throws ContractException with every problem found, each with file, line and reason */
    public static ServiceMap parse(ContractSource source) {
        ServiceMapParser parser = new ServiceMapParser(source);
        parser.read();
        if (!parser.problems.isEmpty()) {
            throw new ContractException(parser.problems);
        }
        return new ServiceMap(parser.schemas, parser.tables);
    }

    private void read() {
        YamlDocument document;
        try {
            document = YamlDocument.parse(source.text());
        } catch (MarkedYAMLException e) {
            problem(e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1, "not YAML: " + e.getProblem());
            return;
        } catch (YamlDocument.DuplicateKey e) {
            problem(e.line(), e.getMessage());
            return;
        } catch (YAMLException e) {
            problem(1, "not YAML: " + e.getMessage());
            return;
        }
        unknown(document, "", "services");
        JsonNode services = document.root().path("services");
        if (!services.isObject() || services.isEmpty()) {
            problem(
                    document.line("/services"),
                    "'services' is missing; write services: {name: {schemas: [...], tables: [...]}}");
            return;
        }
        services.fieldNames().forEachRemaining(service -> {
            String at = "/services/" + service;
            if (!service.matches(SERVICE)) {
                problem(
                        document.line(at),
                        "the service '" + service + "' must start with a lower-case letter and have only"
                                + " lower-case letters, digits and hyphens, 40 at most");
            }
            unknown(document, at, "schemas", "tables");
            entries(document, at + "/schemas", service, schemas, text -> TableName.parse(text + ".t")
                    .schema());
            entries(document, at + "/tables", service, tables, TableName::parse);
        });
    }

    private void unknown(YamlDocument document, String at, String... known) {
        document.root().at(at).fieldNames().forEachRemaining(field -> {
            if (!List.of(known).contains(field)) {
                problem(
                        document.line(at + "/" + field),
                        "unknown setting '" + field + "'; known are " + String.join(", ", known));
            }
        });
    }

    private <T> void entries(
            YamlDocument document, String at, String service, Map<T, String> owners, Function<String, T> parse) {
        JsonNode list = document.root().at(at);
        if (!list.isMissingNode() && !list.isArray()) {
            problem(document.line(at), at.substring(1).replace('/', '.') + " is no list; write [a, b]");
        }
        for (int i = 0; i < list.size(); i++) {
            int line = document.line(at + "/" + i);
            try {
                T entry = parse.apply(list.get(i).asText());
                String earlier = owners.putIfAbsent(entry, service);
                if (earlier != null) {
                    problem(line, "'" + list.get(i).asText() + "' belongs to " + earlier + " already");
                }
            } catch (IllegalArgumentException e) {
                problem(line, e.getMessage());
            }
        }
    }

    private void problem(int line, String reason) {
        problems.add(new ContractProblem(source.file(), line, reason));
    }
}
