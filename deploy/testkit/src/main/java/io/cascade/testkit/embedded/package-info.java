/* SPDX-License-Identifier: Apache-2.0 */
/** The stack of deploy/local as processes of this machine. */
@NullMarked
package io.cascade.testkit.embedded;

import org.jspecify.annotations.NullMarked;
