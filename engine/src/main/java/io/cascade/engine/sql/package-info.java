/* SPDX-License-Identifier: Apache-2.0 */
/** How names and keys of the contracts become SQL. */
@NullMarked
package io.cascade.engine.sql;

import org.jspecify.annotations.NullMarked;
