/* SPDX-License-Identifier: Apache-2.0 */
/** The order in which a service comes up, and what it says when it cannot. */
@NullMarked
package io.cascade.quarkus.start;

import org.jspecify.annotations.NullMarked;
