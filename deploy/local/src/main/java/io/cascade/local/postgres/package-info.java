/* SPDX-License-Identifier: Apache-2.0 */
/** One PostgreSQL server with a database and an owner role for every service. */
@NullMarked
package io.cascade.local.postgres;

import org.jspecify.annotations.NullMarked;
