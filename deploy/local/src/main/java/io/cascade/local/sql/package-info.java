/* SPDX-License-Identifier: Apache-2.0 */
/** ./cascade sql: prints a service's installation. */
@NullMarked
package io.cascade.local.sql;

import org.jspecify.annotations.NullMarked;
