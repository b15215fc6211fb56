/* SPDX-License-Identifier: Apache-2.0 */
/** Database roles besides the engine's own, which own nothing and may do no more than they need. */
@NullMarked
package io.cascade.engine.role;

import org.jspecify.annotations.NullMarked;
