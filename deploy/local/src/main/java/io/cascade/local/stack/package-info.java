/* SPDX-License-Identifier: Apache-2.0 */
/** Starts and stops the whole stack, from the command line and from tests alike. */
@NullMarked
package io.cascade.local.stack;

import org.jspecify.annotations.NullMarked;
