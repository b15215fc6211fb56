/* SPDX-License-Identifier: Apache-2.0 */
/** The commands of the launcher script. */
@NullMarked
package io.cascade.local.cli;

import org.jspecify.annotations.NullMarked;
