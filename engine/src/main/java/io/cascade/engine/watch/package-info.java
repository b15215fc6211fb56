/* SPDX-License-Identifier: Apache-2.0 */
/** What a publisher can see of the way to its subscribers and back, and what it does about events that nobody has acknowledged. */
@NullMarked
package io.cascade.engine.watch;

import org.jspecify.annotations.NullMarked;
