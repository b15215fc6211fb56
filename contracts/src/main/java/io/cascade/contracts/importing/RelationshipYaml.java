/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.importing;

import io.cascade.contracts.KeyType;
import io.cascade.contracts.TableName;
import io.cascade.contracts.importing.ForeignKey.Column;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a relationship file as a person would, with quotes only around what needs them. */
final class RelationshipYaml {

    /** What YAML reads as nothing. */
    private static final Set<String> NOTHING = Set.of("null", "~");

    private RelationshipYaml() {}

    static String write(
            String name, ForeignKey foreignKey, String parentService, String childService, List<String> notes) {
        StringBuilder yaml = new StringBuilder();
        comment(yaml, "Was the foreign key " + identifier(foreignKey.name()) + ".");
        notes.forEach(note -> comment(yaml, "Note: " + note + "."));
        yaml.append("name: ").append(scalar(name)).append('\n');
        yaml.append("parent:\n  service: ").append(scalar(parentService)).append('\n');
        yaml.append("  table: ").append(table(foreignKey.parent())).append("\n  key:\n");
        for (Column column : foreignKey.key()) {
            yaml.append("    - column: ").append(column(column.name())).append('\n');
            yaml.append("      type: ")
                    .append(Limits.keyType(column).map(KeyType::contractName).orElseThrow())
                    .append('\n');
        }
        yaml.append("child:\n  service: ").append(scalar(childService)).append('\n');
        yaml.append("  table: ").append(table(foreignKey.child())).append('\n');
        yaml.append("  columns: ")
                .append(columns(foreignKey.columns().stream().map(Column::name).toList()))
                .append('\n');
        yaml.append("onDelete: ").append(foreignKey.onDelete()).append('\n');
        if (!foreignKey.setColumns().isEmpty()) {
            yaml.append("setColumns: ").append(columns(foreignKey.setColumns())).append('\n');
        }
        return yaml.toString();
    }

    private static void comment(StringBuilder yaml, String text) {
        yaml.append("# ")
                .append(text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?"))
                .append('\n');
    }

    private static String columns(List<String> names) {
        return names.stream().map(RelationshipYaml::column).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String column(String name) {
        return scalar(identifier(name));
    }

    private static String table(TableName table) {
        return scalar(identifier(table.schema()) + "." + identifier(table.name()));
    }

    /** As SQL writes it. */
    private static String identifier(String name) {
        return name.matches("[a-z_][a-z0-9_$]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String scalar(String text) {
        if (text.matches("[a-z_][a-z0-9_$.-]*") && !NOTHING.contains(text)) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(sign -> {
            if (sign == '"' || sign == '\\') {
                quoted.append('\\').append((char) sign);
            } else if (Character.isISOControl(sign) || sign == 0x2028 || sign == 0x2029 || sign >= 0xFEFF) {
                quoted.append(String.format("\\u%04x", sign));
            } else {
                quoted.append((char) sign);
            }
        });
        return quoted.append('"').toString();
    }
}
