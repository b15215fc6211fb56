/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What services agree on: relationships, topics and events, as plain data. Knows no files, no network and no database, so
 * that every tool can use it.
 */
@NullMarked
package io.cascade.contracts;

import org.jspecify.annotations.NullMarked;
