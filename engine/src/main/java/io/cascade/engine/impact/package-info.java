/* SPDX-License-Identifier: Apache-2.0 */
/** What a delete would take along in all services, asked before it is done. */
@NullMarked
package io.cascade.engine.impact;

import org.jspecify.annotations.NullMarked;
