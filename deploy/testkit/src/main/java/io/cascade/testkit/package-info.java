/* SPDX-License-Identifier: Apache-2.0 */
/**
 * For tests of services that take part in relationships: real PostgreSQL, Kafka and Debezium, and the other services of the
 * contracts, embedded or in containers.
 */
@NullMarked
package io.cascade.testkit;

import org.jspecify.annotations.NullMarked;
