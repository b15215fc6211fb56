/* SPDX-License-Identifier: Apache-2.0 */
/** The files of a contracts directory. */
@NullMarked
package io.cascade.local.contract;

import org.jspecify.annotations.NullMarked;
