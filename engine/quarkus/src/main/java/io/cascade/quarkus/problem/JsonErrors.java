/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Words Jackson's errors for the caller: where, and what was expected, without the names of our classes. */
final class JsonErrors {

    private JsonErrors() {}

    static String explain(JsonProcessingException error) {
        if (error instanceof MismatchedInputException mismatch) {
            return field(mismatch) + " must be " + expected(mismatch.getTargetType()) + given(mismatch)
                    + where(error.getLocation());
        }
        if (error instanceof JsonMappingException mapping) {
            return field(mapping) + " cannot be read" + where(error.getLocation());
        }
        return "The body is not JSON" + where(error.getLocation()) + ": " + error.getOriginalMessage();
    }

    private static String field(JsonMappingException error) {
        String path = error.getPath().stream()
                .map(part -> part.getFieldName() != null ? part.getFieldName() : "[" + part.getIndex() + "]")
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "The body" : path;
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another type";
        }
        if (type == Long.class || type == long.class || type == Integer.class || type == int.class) {
            return "a whole number";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        return type.isRecord() ? "a JSON object" : "another type";
    }

    private static String given(MismatchedInputException error) {
        return error instanceof InvalidFormatException format && format.getValue() instanceof String text
                ? ", not '" + text + "'"
                : "";
    }

    private static String where(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
