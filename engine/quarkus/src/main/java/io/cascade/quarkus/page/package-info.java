/* SPDX-License-Identifier: Apache-2.0 */
/** Lists that a caller walks page by page. */
@NullMarked
package io.cascade.quarkus.page;

import org.jspecify.annotations.NullMarked;
