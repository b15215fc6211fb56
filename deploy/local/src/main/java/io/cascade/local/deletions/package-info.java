/* SPDX-License-Identifier: Apache-2.0 */
/** Deletions in a terminal. */
@NullMarked
package io.cascade.local.deletions;

import org.jspecify.annotations.NullMarked;
