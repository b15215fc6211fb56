/* SPDX-License-Identifier: Apache-2.0 */
/** The stack as containers, from the images that production runs. */
@NullMarked
package io.cascade.testkit.containers;

import org.jspecify.annotations.NullMarked;
