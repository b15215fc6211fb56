/* SPDX-License-Identifier: Apache-2.0 */
/** Random tables, spread over services, and the relationships between them. */
@NullMarked
package io.cascade.oracle.graph;

import org.jspecify.annotations.NullMarked;
