/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;

/** Words a JSON Schema error for the person who wrote the contract: what stands there, and what may stand there. */
final class SchemaErrors {

    private SchemaErrors() {}

    static String explain(Error error) {
        String at = error.getInstanceLocation().toString();
        String where = at.isEmpty() ? "the relationship" : at.substring(1).replace('/', '.');
        return switch (error.getKeyword()) {
            case "required" -> where + " lacks '" + error.getProperty() + "'";
            case "additionalProperties" ->
                where + " has an unknown setting '" + error.getProperty() + "'; check its spelling";
            case "enum" ->
                where + " is " + value(error.getInstanceNode()) + " but must be one of "
                        + allowed(error.getSchemaNode());
            case "pattern" ->
                where.equals("maxKeys")
                        ? where + " is " + value(error.getInstanceNode())
                                + " but must be a whole number from 1 to 999999999"
                        : where + " is " + value(error.getInstanceNode())
                                + " but must start with a lower-case letter and have only lower-case letters, digits and"
                                + " hyphens, 40 at most";
            default -> where + ": " + error.getMessage();
        };
    }

    private static String value(JsonNode node) {
        return node.isTextual() ? "'" + node.textValue() + "'" : node.toString();
    }

    private static String allowed(JsonNode values) {
        List<String> names = new ArrayList<>();
        values.forEach(node -> names.add(node.asText()));
        return String.join(", ", names);
    }
}
