/* SPDX-License-Identifier: Apache-2.0 */
/** What the local stack needs of the machine: ports, private files and processes that must not outlive it. */
@NullMarked
package io.cascade.local.host;

import org.jspecify.annotations.NullMarked;
