/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML document as JSON that still knows the line of every value. Every scalar but null becomes a string: YAML would
 * read {@code onDelete: NO} or a table named {@code 2024} as something else than what was written.
 *
 * @param root the document; null node when it is empty
 * @param lines 1-based line of each value, by JSON pointer
 */
public record YamlDocument(JsonNode root, Map<String, Integer> lines) {

    /** A duplicate key. */
    public static final class DuplicateKey extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int line;

        DuplicateKey(String key, int line) {
            super("'" + key + "' is given twice");
            this.line = line;
        }

        public int line() {
            return line;
        }
    }

    /** Throws SnakeYAML's MarkedYAMLException when the text is no YAML, {@link DuplicateKey} when a key stands twice. */
    public static YamlDocument parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        Node node = new Yaml(options).compose(new StringReader(text));
        Map<String, Integer> lines = new HashMap<>();
        JsonNode root = node == null ? JsonNodeFactory.instance.nullNode() : convert(node, "", lines);
        return new YamlDocument(root, lines);
    }

    /** The line of the value, or of its nearest ancestor that exists. */
    public int line(String pointer) {
        String at = pointer;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return lines.getOrDefault(at, 1);
    }

    private static JsonNode convert(Node node, String pointer, Map<String, Integer> lines) {
        lines.putIfAbsent(pointer, node.getStartMark().getLine() + 1);
        if (node instanceof MappingNode mapping) {
            return object(mapping, pointer, lines);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(convert(item, pointer + "/" + array.size(), lines));
            }
            return array;
        }
        ScalarNode scalar = (ScalarNode) node;
        return Tag.NULL.equals(scalar.getTag())
                ? JsonNodeFactory.instance.nullNode()
                : JsonNodeFactory.instance.textNode(scalar.getValue());
    }

    private static ObjectNode object(MappingNode mapping, String pointer, Map<String, Integer> lines) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            int line = tuple.getKeyNode().getStartMark().getLine() + 1;
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (object.has(key)) {
                throw new DuplicateKey(key, line);
            }
            String at = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
            lines.put(at, line);
            object.set(key, convert(tuple.getValueNode(), at, lines));
        }
        return object;
    }
}
