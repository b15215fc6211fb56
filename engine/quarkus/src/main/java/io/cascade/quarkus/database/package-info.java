/* SPDX-License-Identifier: Apache-2.0 */
/** Access to the service's own database. */
@NullMarked
package io.cascade.quarkus.database;

import org.jspecify.annotations.NullMarked;
