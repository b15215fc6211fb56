/* SPDX-License-Identifier: Apache-2.0 */
/** W3C trace context: one trace shows a delete with everything that it causes, in every service. */
@NullMarked
package io.cascade.engine.trace;

import org.jspecify.annotations.NullMarked;
