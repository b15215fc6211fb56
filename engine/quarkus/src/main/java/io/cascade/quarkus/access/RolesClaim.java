/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens have their roles. A list, or words with spaces between them as in {@code scope}; what is no role of ours is passed over.
 *
 * @param path a claim's name, or names with dots between them that lead into objects
 */
record RolesClaim(String path) {

    Optional<Role> highest(Map<String, Object> claims) {
        return words(find(claims, path)).flatMap(word -> Role.of(word).stream()).max(Comparator.naturalOrder());
    }

    /** Some issuers want names of claims to be URLs, which have dots of their own. */
    private static @Nullable Object find(Map<?, ?> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        int dot = path.indexOf('.');
        boolean leadsOn = dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?>;
        return leadsOn ? find((Map<?, ?>) claims.get(path.substring(0, dot)), path.substring(dot + 1)) : null;
    }

    private static Stream<String> words(@Nullable Object value) {
        if (value instanceof String text) {
            return Arrays.stream(text.split(" "));
        }
        return value instanceof Collection<?> list
                ? list.stream().filter(String.class::isInstance).map(String.class::cast)
                : Stream.empty();
    }
}
