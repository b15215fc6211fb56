/* SPDX-License-Identifier: Apache-2.0 */
/** ./cascade check: validates contracts before anything runs. */
@NullMarked
package io.cascade.local.check;

import org.jspecify.annotations.NullMarked;
