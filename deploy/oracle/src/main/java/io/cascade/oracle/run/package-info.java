/* SPDX-License-Identifier: Apache-2.0 */
/** Runs histories on a system and on one PostgreSQL with native foreign keys, compares, and shrinks what differs. */
@NullMarked
package io.cascade.oracle.run;

import org.jspecify.annotations.NullMarked;
