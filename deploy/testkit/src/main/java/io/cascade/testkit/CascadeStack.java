/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class with a stack: PostgreSQL, Kafka, Kafka Connect with Debezium and the services that the contracts name. A
 * constructor or a test method gets it as a parameter of type {@link RunningStack}.
 *
 * <p>Classes with equal settings share one stack until the last test of the run, because a start takes seconds; so tests use keys
 * of their own. {@code -Dcascade.stack=containers} chooses containers instead of processes; without Docker these tests are then
 * skipped, with the reason.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({StackCondition.class, CascadeStackExtension.class})
public @interface CascadeStack {

    /**
     * The directory of the contracts, relative to the module: its {@code relationships/*.yaml}, and {@code schema/<service>.sql},
     * which is run once in that service's new database.
     */
    String contracts() default "src/test/cascade";

    /** Services that the test runs itself, by the settings of {@link RunningStack#environment(String)}. */
    String[] without() default {};
}
