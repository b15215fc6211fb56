/* SPDX-License-Identifier: Apache-2.0 */
/** What a delete would take along, asked before it is done. */
@NullMarked
package io.cascade.quarkus.impact;

import org.jspecify.annotations.NullMarked;
