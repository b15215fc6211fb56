/* SPDX-License-Identifier: Apache-2.0 */
/** The events that travel between services, as data and as JSON. */
@NullMarked
package io.cascade.contracts.event;

import org.jspecify.annotations.NullMarked;
