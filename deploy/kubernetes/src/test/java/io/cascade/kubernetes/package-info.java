/* SPDX-License-Identifier: Apache-2.0 */
/** Renders the manifests as a cluster would get them, and looks for what it would only find out at run time. */
@NullMarked
package io.cascade.kubernetes;

import org.jspecify.annotations.NullMarked;
