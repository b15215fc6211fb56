/* SPDX-License-Identifier: Apache-2.0 */
/** The publishing side: triggers, backfill, acknowledgements. */
@NullMarked
package io.cascade.engine.publish;

import org.jspecify.annotations.NullMarked;
