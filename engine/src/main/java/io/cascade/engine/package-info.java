/* SPDX-License-Identifier: Apache-2.0 */
/** The engine: everything a service on PostgreSQL and Kafka needs to take part in relationships, whatever its framework. */
@NullMarked
package io.cascade.engine;

import org.jspecify.annotations.NullMarked;
