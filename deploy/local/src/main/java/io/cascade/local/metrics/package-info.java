/* SPDX-License-Identifier: Apache-2.0 */
/** Metrics of broker and worker for Prometheus. */
@NullMarked
package io.cascade.local.metrics;

import org.jspecify.annotations.NullMarked;
