/* SPDX-License-Identifier: Apache-2.0 */
/** How a service asks another one whether a key exists. */
@NullMarked
package io.cascade.quarkus.lookup;

import org.jspecify.annotations.NullMarked;
