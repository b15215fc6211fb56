/* SPDX-License-Identifier: Apache-2.0 */
/** Parents: created, renamed, listed and deleted by REST. */
@NullMarked
package io.cascade.parents;

import org.jspecify.annotations.NullMarked;
