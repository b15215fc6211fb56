/* SPDX-License-Identifier: Apache-2.0 */
/** Keeps the engine's own tables from growing without limit. */
@NullMarked
package io.cascade.engine.maintenance;

import org.jspecify.annotations.NullMarked;
