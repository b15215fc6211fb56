/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The connector's configuration with placeholders: the same file that any other deployment fills in. */
public final class ConnectorTemplate {

    /** Upper case only: the outbox router's {@code ${routedByValue}} stays as it is. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z_0-9]*)}");

    private final Path file;
    private final Map<String, String> entries;

    private ConnectorTemplate(Path file, Map<String, String> entries) {
        this.file = file;
        this.entries = entries;
    }

    public static ConnectorTemplate read(Path file) {
        try {
            return new ConnectorTemplate(
                    file, new ObjectMapper().readValue(Files.readString(file), new TypeReference<>() {}));
        } catch (JsonProcessingException e) {
            throw new LocalStackException(file + " is no JSON object of strings: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new LocalStackException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The configuration with every placeholder replaced. */
    public Map<String, String> fill(Map<String, String> values) {
        Map<String, String> filled = new LinkedHashMap<>();
        entries.forEach((key, value) -> filled.put(
                key,
                PLACEHOLDER
                        .matcher(value)
                        .replaceAll(match -> Matcher.quoteReplacement(value(values, match.group(1), key)))));
        return filled;
    }

    private String value(Map<String, String> values, String placeholder, String key) {
        String value = values.get(placeholder);
        if (value == null) {
            throw new LocalStackException(file + ": " + key + " refers to ${" + placeholder + "}, which nothing sets");
        }
        return value;
    }
}
