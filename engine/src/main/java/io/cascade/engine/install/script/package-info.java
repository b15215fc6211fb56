/* SPDX-License-Identifier: Apache-2.0 */
/** The installation as a script, for those who migrate their databases by other means. */
@NullMarked
package io.cascade.engine.install.script;

import org.jspecify.annotations.NullMarked;
