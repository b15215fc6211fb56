/* SPDX-License-Identifier: Apache-2.0 */
/** Traces of requests, which the engine carries on to the other services. */
@NullMarked
package io.cascade.quarkus.trace;

import org.jspecify.annotations.NullMarked;
