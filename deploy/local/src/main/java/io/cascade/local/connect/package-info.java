/* SPDX-License-Identifier: Apache-2.0 */
/** A Kafka Connect worker in this JVM and its REST API. */
@NullMarked
package io.cascade.local.connect;

import org.jspecify.annotations.NullMarked;
