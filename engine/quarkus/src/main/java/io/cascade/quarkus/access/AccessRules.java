/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import jakarta.ws.rs.GET;
import java.lang.reflect.Method;

/** The role that an endpoint needs. One that nobody has thought of needs a role all the same. */
final class AccessRules {

    private static final String LIBRARY = "io.cascade.quarkus.";

    private AccessRules() {}

    static Role needed(Class<?> resource, Method method) {
        Needs needs = method.isAnnotationPresent(Needs.class)
                ? method.getAnnotation(Needs.class)
                : resource.getAnnotation(Needs.class);
        if (needs != null) {
            return needs.value();
        }
        // Quarkus answers HEAD by the method for GET.
        if (method.isAnnotationPresent(GET.class)) {
            return Role.READER;
        }
        return resource.getName().startsWith(LIBRARY) ? Role.OPERATOR : Role.WRITER;
    }
}
