/* SPDX-License-Identifier: Apache-2.0 */
/** What answers tell browsers and caches not to do. */
@NullMarked
package io.cascade.quarkus.header;

import org.jspecify.annotations.NullMarked;
