/* SPDX-License-Identifier: Apache-2.0 */
/** A real PostgreSQL and a real broker for the tests of services. */
@NullMarked
package io.cascade.quarkus.testing;

import org.jspecify.annotations.NullMarked;
