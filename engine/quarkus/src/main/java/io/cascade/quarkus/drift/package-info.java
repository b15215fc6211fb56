/* SPDX-License-Identifier: Apache-2.0 */
/** Drift by REST: how the services compare keys with each other, and how a person asks for it. */
@NullMarked
package io.cascade.quarkus.drift;

import org.jspecify.annotations.NullMarked;
