/* SPDX-License-Identifier: Apache-2.0 */
/** Pausing and resuming relationships, by the services' REST API. */
@NullMarked
package io.cascade.local.pause;

import org.jspecify.annotations.NullMarked;
