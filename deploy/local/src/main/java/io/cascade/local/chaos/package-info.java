/* SPDX-License-Identifier: Apache-2.0 */
/** Breaks a real stack on purpose, while clients work on it, and looks by plain SQL whether what relationships promise still holds. */
@NullMarked
package io.cascade.local.chaos;

import org.jspecify.annotations.NullMarked;
