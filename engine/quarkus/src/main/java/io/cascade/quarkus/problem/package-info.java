/* SPDX-License-Identifier: Apache-2.0 */
/** Errors as RFC 9457 problems that say what to do. */
@NullMarked
package io.cascade.quarkus.problem;

import org.jspecify.annotations.NullMarked;
