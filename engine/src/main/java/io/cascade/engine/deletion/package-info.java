/* SPDX-License-Identifier: Apache-2.0 */
/** Deletions: what was deleted here, and how far each relationship has come with it. */
@NullMarked
package io.cascade.engine.deletion;

import org.jspecify.annotations.NullMarked;
