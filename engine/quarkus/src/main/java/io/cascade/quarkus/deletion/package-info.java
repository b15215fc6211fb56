/* SPDX-License-Identifier: Apache-2.0 */
/** Deletes that a caller can follow. */
@NullMarked
package io.cascade.quarkus.deletion;

import org.jspecify.annotations.NullMarked;
