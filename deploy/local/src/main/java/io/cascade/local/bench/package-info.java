/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How fast it is: the stack side by side with a native foreign key and with what teams write by hand, on one machine, on one
 * PostgreSQL server, in one run.
 */
@NullMarked
package io.cascade.local.bench;

import org.jspecify.annotations.NullMarked;
