/* SPDX-License-Identifier: Apache-2.0 */
/** Health and metrics. */
@NullMarked
package io.cascade.quarkus.observe;

import org.jspecify.annotations.NullMarked;
