/* SPDX-License-Identifier: Apache-2.0 */
/** The state of the relationships that this service takes part in. */
@NullMarked
package io.cascade.engine.relationship;

import org.jspecify.annotations.NullMarked;
