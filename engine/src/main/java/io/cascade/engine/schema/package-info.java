/* SPDX-License-Identifier: Apache-2.0 */
/** The engine's own schema. */
@NullMarked
package io.cascade.engine.schema;

import org.jspecify.annotations.NullMarked;
