/* SPDX-License-Identifier: Apache-2.0 */
/** What the contenders are made to do. */
@NullMarked
package io.cascade.local.bench.scenario;

import org.jspecify.annotations.NullMarked;
