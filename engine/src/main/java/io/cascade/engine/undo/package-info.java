/* SPDX-License-Identifier: Apache-2.0 */
/** Copies of what deletions take away, and how they come back. */
@NullMarked
package io.cascade.engine.undo;

import org.jspecify.annotations.NullMarked;
