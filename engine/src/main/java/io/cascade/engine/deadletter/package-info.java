/* SPDX-License-Identifier: Apache-2.0 */
/** Events that could not be applied as they were, kept with the reason. */
@NullMarked
package io.cascade.engine.deadletter;

import org.jspecify.annotations.NullMarked;
