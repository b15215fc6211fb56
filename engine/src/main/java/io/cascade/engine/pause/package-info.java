/* SPDX-License-Identifier: Apache-2.0 */
/** Relationships whose deletes a person has stopped: said here, and told to the services above. */
@NullMarked
package io.cascade.engine.pause;

import org.jspecify.annotations.NullMarked;
