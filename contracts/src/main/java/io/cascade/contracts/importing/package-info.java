/* SPDX-License-Identifier: Apache-2.0 */
/** Makes contracts of the foreign keys of a database that is to be split. */
@NullMarked
package io.cascade.contracts.importing;

import org.jspecify.annotations.NullMarked;
