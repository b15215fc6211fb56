/* SPDX-License-Identifier: Apache-2.0 */
/** Slows the engine's own deletes while the database suffers. */
@NullMarked
package io.cascade.engine.brake;

import org.jspecify.annotations.NullMarked;
