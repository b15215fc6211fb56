/* SPDX-License-Identifier: Apache-2.0 */
/** ./cascade import: makes contracts of a monolith's foreign keys. */
@NullMarked
package io.cascade.local.importing;

import org.jspecify.annotations.NullMarked;
