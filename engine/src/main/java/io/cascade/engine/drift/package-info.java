/* SPDX-License-Identifier: Apache-2.0 */
/** Drift: what the two sides ask each other to compare a parent table's keys with a key replica, and what comes of it. */
@NullMarked
package io.cascade.engine.drift;

import org.jspecify.annotations.NullMarked;
