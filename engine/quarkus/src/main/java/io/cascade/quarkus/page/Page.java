/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list in the order of ids. Pages follow the last id seen rather than an offset, so that rows that come and go
 * meanwhile shift nothing, and the thousandth page costs what the first does.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = "items")
public record Page<T>(
        List<T> items,
        @Schema(
                        description = "Give it as `after`, or `cursor`, to get the next page; absent on the last one.",
                        examples = "17")
                @Nullable
                String next) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * @param found up to one item more than the limit, which tells whether there is a next page
     */
    public static <T> Page<T> of(List<T> found, int limit, ToLongFunction<T> id) {
        return placed(found, limit, item -> Long.toString(id.applyAsLong(item)));
    }

    /**
     * Likewise, where an item's place in the list is not a number.
     *
     * @param place what a caller gives back for what comes after the item
     */
    public static <T> Page<T> placed(List<T> found, int limit, Function<T, String> place) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, limit);
        return new Page<>(items, place.apply(items.get(limit - 1)));
    }

    public <R> Page<R> map(Function<T, R> view) {
        return new Page<>(items.stream().map(view).toList(), next);
    }
}
