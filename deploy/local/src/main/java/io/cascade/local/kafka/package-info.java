/* SPDX-License-Identifier: Apache-2.0 */
/** A single KRaft broker in this JVM. */
@NullMarked
package io.cascade.local.kafka;

import org.jspecify.annotations.NullMarked;
