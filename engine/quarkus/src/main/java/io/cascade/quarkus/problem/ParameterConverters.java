/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.problem;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** JAX-RS answers 404 to a malformed parameter, as though the thing did not exist; it is the request that is wrong. */
@Provider
public class ParameterConverters implements ParamConverterProvider {

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == Long.class || type == long.class) {
            return (ParamConverter<T>) new Converter<>(Long::valueOf, "a whole number of 64 bits");
        }
        if (type == Integer.class || type == int.class) {
            return (ParamConverter<T>) new Converter<>(Integer::valueOf, "a whole number of 32 bits");
        }
        if (type == UUID.class) {
            return (ParamConverter<T>) new Converter<>(ParameterConverters::uuid, "a UUID");
        }
        if (type == Duration.class) {
            return (ParamConverter<T>) new Converter<>(ParameterConverters::duration, "a duration such as PT1M");
        }
        return null;
    }

    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (duration.isNegative()) {
                throw new IllegalArgumentException(text);
            }
            return duration;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Stricter than {@link UUID#fromString}, which completes what is too short. */
    private static UUID uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException(text);
        }
        return uuid;
    }

    private record Converter<T>(Function<String, T> parse, String expected) implements ParamConverter<T> {

        @Override
        public @Nullable T fromString(@Nullable String text) {
            if (text == null) {
                return null;
            }
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new BadRequestException("'" + text + "' is not " + expected, e);
            }
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }
}
