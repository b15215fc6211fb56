/* SPDX-License-Identifier: Apache-2.0 */
/** Installs what the contracts ask for, once for all instances of a service. */
@NullMarked
package io.cascade.engine.install;

import org.jspecify.annotations.NullMarked;
