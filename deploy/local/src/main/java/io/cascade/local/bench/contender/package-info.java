/* SPDX-License-Identifier: Apache-2.0 */
/** The ways to have children go with their parent that are compared, each with the same two tables. */
@NullMarked
package io.cascade.local.bench.contender;

import org.jspecify.annotations.NullMarked;
