/* SPDX-License-Identifier: Apache-2.0 */
/** What a service writes into its outbox other than by the triggers of its tables. */
@NullMarked
package io.cascade.engine.outbox;

import org.jspecify.annotations.NullMarked;
