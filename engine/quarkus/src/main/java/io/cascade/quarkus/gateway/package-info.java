/* SPDX-License-Identifier: Apache-2.0 */
/** One origin for all services: whoever looks at one of them can follow a deletion through the others. */
@NullMarked
package io.cascade.quarkus.gateway;

import org.jspecify.annotations.NullMarked;
