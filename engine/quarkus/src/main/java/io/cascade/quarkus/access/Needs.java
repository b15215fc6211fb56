/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The role that a resource method needs, or all methods of a resource, where it is another one than usual: to read needs {@link
 * Role#READER}; anything else {@link Role#WRITER} in a service's own API, and {@link Role#OPERATOR} in what this library adds.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Needs {

    /** The least role. */
    Role value();
}
