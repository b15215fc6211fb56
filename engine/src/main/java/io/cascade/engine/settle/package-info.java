/* SPDX-License-Identifier: Apache-2.0 */
/** When an event that was applied here is settled: the one thing that the two roles of a service have to know of each other. */
@NullMarked
package io.cascade.engine.settle;

import org.jspecify.annotations.NullMarked;
