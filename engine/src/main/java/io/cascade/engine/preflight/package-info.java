/* SPDX-License-Identifier: Apache-2.0 */
/** Refuses to start where enforcement would silently be void. */
@NullMarked
package io.cascade.engine.preflight;

import org.jspecify.annotations.NullMarked;
