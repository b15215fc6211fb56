/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.problem;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The methods of a path, for the {@code Allow} header that RFC 9110 wants with a 405 and Quarkus REST leaves out. */
@Singleton
class AllowedMethods {

    private static final Pattern PARAMETER = Pattern.compile("\\{[^/:}]+(?:: *([^/}]+))?}");

    private final Map<String, Set<String>> byTemplate = new TreeMap<>();

    AllowedMethods(BeanManager beans) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path path = bean.getBeanClass().getAnnotation(Path.class);
            if (path != null) {
                for (Method method : bean.getBeanClass().getMethods()) {
                    add(path, method);
                }
            }
        }
    }

    SortedSet<String> of(String path) {
        SortedSet<String> methods = new TreeSet<>(Set.of(HttpMethod.OPTIONS));
        byTemplate.forEach((template, found) -> {
            if (path.matches(template)) {
                methods.addAll(found);
            }
        });
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        return methods;
    }

    private void add(Path path, Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod httpMethod = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (httpMethod != null) {
                Path more = method.getAnnotation(Path.class);
                String template = path.value() + (more == null ? "" : more.value());
                byTemplate
                        .computeIfAbsent(expression(template), absent -> new TreeSet<>())
                        .add(httpMethod.value());
            }
        }
    }

    private static String expression(String template) {
        return PARAMETER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1) == null ? "[^/]+" : found.group(1)));
    }
}
