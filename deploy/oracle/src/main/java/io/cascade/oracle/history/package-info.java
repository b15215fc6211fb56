/* SPDX-License-Identifier: Apache-2.0 */
/** Random transactions and requests on a graph. */
@NullMarked
package io.cascade.oracle.history;

import org.jspecify.annotations.NullMarked;
