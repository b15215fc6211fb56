/* SPDX-License-Identifier: Apache-2.0 */
/** What PostgreSQL's catalog says about the tables of the contracts. */
@NullMarked
package io.cascade.engine.catalog;

import org.jspecify.annotations.NullMarked;
