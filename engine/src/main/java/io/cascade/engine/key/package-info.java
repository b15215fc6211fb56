/* SPDX-License-Identifier: Apache-2.0 */
/** Whether a key exists: the look-up at the parent, and the brief wait before a child is refused. */
@NullMarked
package io.cascade.engine.key;

import org.jspecify.annotations.NullMarked;
