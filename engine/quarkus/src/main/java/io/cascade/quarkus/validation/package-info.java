/* SPDX-License-Identifier: Apache-2.0 */
/** Constraints that PostgreSQL would enforce anyway, told to the caller as a 400. */
@NullMarked
package io.cascade.quarkus.validation;

import org.jspecify.annotations.NullMarked;
