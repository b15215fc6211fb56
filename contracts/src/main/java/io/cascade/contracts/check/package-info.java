/* SPDX-License-Identifier: Apache-2.0 */
/** Finds in contracts, without any database, what would go wrong later. */
@NullMarked
package io.cascade.contracts.check;

import org.jspecify.annotations.NullMarked;
