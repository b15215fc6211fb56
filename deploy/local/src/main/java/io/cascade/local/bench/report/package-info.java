/* SPDX-License-Identifier: Apache-2.0 */
/** What a run of the benchmark has measured, and how it is shown: as text, as a page, as JSON. */
@NullMarked
package io.cascade.local.bench.report;

import org.jspecify.annotations.NullMarked;
